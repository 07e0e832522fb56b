from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import MOVES, PAYING_TX


class JewelPayRequest(models.Model):
    """States of a pay request: one table of moves, one door."""

    _inherit = "jewel.pay.request"

    def _lock(self):
        """Let one transaction at a time decide about these requests.

        The row is really written: a second transaction, once it gets here, finds that its view of
        the data is too old and is run again by the server.
        """
        if self.ids:
            self.flush_recordset()
            query = SQL(
                "UPDATE jewel_pay_request SET id = id WHERE id IN %s", tuple(sorted(self.ids))
            )
            self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error

    def _set_state(self, state, vals=None):
        """Move the requests to ``state``; those already there stay as they are.

        :param vals: values to write with the new state
        :return: the requests that have moved
        :raise UserError: the table does not have this move
        """
        moved = self.filtered(lambda request: request.state != state)
        for request in moved:
            request._check_move(state)
        if moved:
            moved.sudo().write({"state": state, **(vals or {})})
        return moved

    def _check_move(self, state):
        if state not in MOVES[self.state]:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Pay request %(name)s is «%(from)s» and cannot become «%(to)s». Make a new"
                    " one: button «New Request».",
                    name=self.name,
                    **{"from": names[self.state], "to": names[state]},
                )
            )

    # === SENDING === #

    def action_open(self):
        """Fix composition and amount, and let the client pay by the link."""
        for request in self:
            request._lock()
            request._check_sendable()
            request._apply_to_order()
            request._set_state("open", request._prepare_sending_vals())
            request._post_pay_request_opened()
        return True

    def _check_sendable(self):
        self.ensure_one()
        self.check_access("write")
        deal = self.deal_id
        if not (deal.partner_id or self.partner_id):
            raise UserError(
                self.env._("To send an invoice for deal %(deal)s, set its client.", deal=deal.name)
            )
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "Pay request %(name)s has no lines: add what is paid for.", name=self.name
                )
            )
        if self.currency_id.compare_amounts(self.amount_total, 0) <= 0:
            raise UserError(
                self.env._(
                    "Pay request %(name)s asks for nothing: enter prices or the amount to pay.",
                    name=self.name,
                )
            )
        self._check_not_too_much()

    def _check_not_too_much(self):
        left = self.amount_lines - self._get_amount_paid_before()
        if self.part != "other" and self.currency_id.compare_amounts(self.amount_total, left) > 0:
            raise UserError(
                self.env._(
                    "Pay request %(name)s asks for more than is left to pay: %(left).2f. Lower the"
                    " amount, or choose the part «Other».",
                    name=self.name,
                    left=max(left, 0),
                )
            )

    def _prepare_sending_vals(self):
        now = fields.Datetime.now()
        company = self.company_id
        return {
            "partner_id": (self.deal_id.partner_id or self.partner_id).id,
            "amount_before": self._get_amount_paid_before(),
            "sent_at": now,
            "expires_at": self.expires_at or now + timedelta(days=company.pay_valid_days),
            "remind_at": now + timedelta(days=company.pay_remind_days),
            "sent_digest": self._get_digest(),
            "terms": self.terms or company.pay_terms,
        }

    # === THE OTHER MOVES === #

    def action_cancel(self):
        for request in self:
            request.check_access("write")
            request._lock()
            request._check_no_payment_on_the_way()
            request._set_state("cancelled")
            request._close_control_call()
        return True

    def _check_no_payment_on_the_way(self):
        if any(
            tx.state in PAYING_TX or (tx.state == "draft" and not tx._is_untouched())
            for tx in self.sudo().transaction_ids
        ):
            raise UserError(
                self.env._(
                    "The client is paying pay request %(name)s now: wait for the result.",
                    name=self.name,
                )
            )

    def action_renew(self):
        """A new request in place of this one, with the deal as it is now.

        :return: an action that opens the new request
        """
        self.ensure_one()
        if self.state in ("draft", "open", "expired"):
            self.action_cancel()
        new = self.deal_id._create_pay_request(self.part)
        if self.part == "other":
            new.amount_total = self.amount_total
        self.message_post(
            body=self.env._("A new request was made instead: %(link)s", link=new._get_html_link())
        )
        return new._action_open_form()

    # === HOOKS === #

    def _post_pay_request_opened(self):
        """Hook: called once, after the request has been sent to the client."""
        self.ensure_one()

    def _post_pay_request_expired(self):
        """Hook: called once, after the time to pay has run out."""
        self.ensure_one()

    def _post_pay_request_paid(self):
        """Hook: called once, after the whole amount has arrived and has been booked."""
        self.ensure_one()
