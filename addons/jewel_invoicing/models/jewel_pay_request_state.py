from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import MOVES


class JewelPayRequest(models.Model):
    """States of a pay request: one table of moves, one door."""

    _inherit = "jewel.pay.request"
    _moves = MOVES

    def _get_move_refusal(self, before, after):
        return self.env._(
            "Pay request %(name)s is «%(from)s» and cannot become «%(to)s». Make a new"
            " one: button «New Request».",
            name=self.name,
            **{"from": before, "to": after},
        )

    # === SENDING === #

    def action_open(self):
        """Fix composition and amount, and let the client pay by the link."""
        for request in self:
            request._check_deal_alive()
        return self._open()

    def _open(self):
        """The same for money that has come already, be the deal lost meanwhile."""
        for request in self:
            request._lock()
            request._check_sendable()
            request._apply_to_order()
            request._set_state("open", request._prepare_sending_vals())
            request._post_pay_request_opened()
        return True

    def _check_deal_alive(self):
        if not self.deal_id.active:
            raise UserError(
                self.env._(
                    "Deal %(deal)s is lost or archived: restore it to send an invoice for it.",
                    deal=self.deal_id.name,
                )
            )

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
                    "Pay request %(name)s asks for more than is left to pay: %(left)s. Lower the"
                    " amount, or choose the part «Other».",
                    name=self.name,
                    left=self.currency_id.format(max(left, 0)),
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

    def _close_with_deal(self):
        """The deal is lost: its links are closed, and nobody is asked to call."""
        self.filtered(lambda request: request.state == "open").action_cancel()
        self._close_control_call()

    def _check_no_payment_on_the_way(self):
        """What nobody can complete any more holds nothing; a hold does until it is decided."""
        if any(
            tx.state == "authorized" or (tx._is_live() and not tx._is_untouched())
            for tx in self.sudo().transaction_ids
        ):
            raise UserError(
                self.env._(
                    "The client is paying pay request %(name)s now: wait for the result. Money"
                    " that is held is to be captured, or its hold released, first.",
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
