import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_amount

_logger = logging.getLogger(__name__)
CALL = "jewel_invoicing.mail_activity_control_call"
PAID = "jewel_invoicing.mail_activity_paid"
BOOK = "jewel_invoicing.mail_activity_book"


class JewelPayRequest(models.Model):
    """Who is told what about a request: the manager, the accountant, the client."""

    _inherit = "jewel.pay.request"

    def _money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _tell_paid(self):
        """The manager learns that money has come, in the deal and among his activities."""
        deal = self.deal_id.sudo()
        user = deal._get_jewel_responsible()
        env = self.with_context(lang=user.lang).env
        body = env._(
            "%(part)s paid: %(sum)s, pay request %(link)s",
            part=dict(self.with_env(env)._fields["part"]._description_selection(env))[self.part],
            sum=self._money(self.amount_paid),
            link=self._get_html_link(),
        )
        deal.message_post(body=body, subtype_xmlid="mail.mt_note")
        summary = env._(
            "Paid: %(sum)s, %(name)s", sum=self._money(self.amount_paid), name=self.name
        )
        deal.activity_schedule(PAID, summary=summary, user_id=user.id)

    def _tell_accountant(self, error):
        """Money that could not be booked as usual is somebody's task."""
        user = self._get_accountant()
        env = user.env
        note = env._(
            "The payment has arrived, but its invoice could not be made: %(error)s Make it by hand"
            " and reconcile the payment.",
            error=error,
        )
        self.sudo().activity_schedule(
            BOOK, summary=env._("Book the payment of %s", self.name), note=note, user_id=user.id
        )

    def _ask_credit_note(self, refund):
        """Money went back that the client's invoices still ask for: why, the accountant knows."""
        deal = self.deal_id.sudo()
        owed = self._get_invoiced(deal.order_ids) - deal.amount_paid
        if self.currency_id.compare_amounts(owed, 0) <= 0:
            return  # he had paid too much
        user = self._get_accountant()
        sums = {"sum": self._money(-refund.amount), "owed": self._money(owed)}
        note = user.env._(
            "%(sum)s of pay request %(name)s went back to the client, but his invoices still ask"
            " for it, so that he owes %(owed)s. If goods came back or cost less now, press «Credit"
            " Note» of the invoice; if he is to pay again, send him a new pay request.",
            name=self.name,
            **sums,
        )
        summary = user.env._("Refund of %(sum)s: is a credit note due?", **sums)
        self.sudo().activity_schedule(BOOK, summary=summary, note=note, user_id=user.id)

    def _get_accountant(self):
        """Whose task the books are; his environment speaks his language."""
        user = self.env["crm.lead"]._get_jewel_role_user("accountant")
        user = user or self.env.ref("base.user_admin")
        return user.with_context(lang=user.lang)

    # === CONTROL CALL === #

    def _remind(self):
        self.ensure_one()
        now = fields.Datetime.now()
        self.reminded_at = now
        self.remind_at = now + timedelta(days=self.company_id.pay_remind_days)
        if not self.activity_search([CALL]):
            self._schedule_control_call()
        is_payable = not self.is_changed
        if is_payable and self.company_id.pay_reminder_mail and self.partner_id.email:
            self._send_reminder()

    def _send_reminder(self):
        """The letter; one that cannot be made does not keep the manager from his call."""
        try:
            with self.env.cr.savepoint():
                self.env.ref("jewel_invoicing.mail_template_reminder").send_mail(self.id)
        except Exception:
            _logger.exception("Pay request %s: no reminder was sent", self.name)
            return
        self.message_post(
            body=self.env._("A reminder was sent to %(client)s.", client=self.partner_id.name)
        )

    def _schedule_control_call(self):
        user = self.deal_id.sudo()._get_jewel_responsible()
        env = self.with_context(lang=user.lang).env
        days = (fields.Datetime.now() - self.sent_at).days
        seen = env._("the client has seen it") if self.first_viewed_at else env._("not seen yet")
        self.activity_schedule(
            CALL,
            summary=env._(
                "Call %(client)s: %(sum)s",
                client=self.partner_id.name,
                sum=self._money(self.amount_left),
            ),
            note=Markup("<p>%s</p>")
            % env._(
                "Invoice %(name)s was sent %(days)s days ago, %(seen)s. Write what was agreed when"
                " you mark this done.",
                name=self.name,
                days=days,
                seen=seen,
            ),
            user_id=user.id,
        )

    def _close_control_call(self):
        self.sudo().activity_unlink([CALL])
