from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.payment_yookassa import receipt
from odoo.addons.payment_yookassa.receipt import ReceiptError


class JewelPayRequest(models.Model):
    """Fiscal receipts of what a client pays by the link."""

    _inherit = "jewel.pay.request"

    fiscal_receipts = fields.Text(compute="_compute_fiscal_receipts")

    def _compute_fiscal_receipts(self):
        for request in self:
            rows = request._get_fiscal_receipt_links()
            request.fiscal_receipts = "\n".join(name for name, _address in rows) or False

    def _get_fiscal_lines(self, day):
        """Lines of a receipt at full price; a discount that is a line of its own lowers them all.

        :return: list of dicts, see `payment.transaction._yookassa_receipt_lines`
        """
        # A receipt speaks the seller's language.
        request = self.with_context(lang=self.company_id.partner_id.lang or self.env.lang)
        lines = [line._prepare_fiscal_line(day) for line in request.line_ids]
        return [line for line in lines if line["amount"] > 0]

    def _get_fiscal_receipts(self):
        """Receipts of this request's payments and refunds, in sudo.

        That of the hand-over is with the last payment, so that a deal has it once.
        """
        return self.sudo().transaction_ids.yookassa_receipt_ids

    def _get_fiscal_receipt_links(self):
        """Extension: receipts that are registered, with their numbers."""
        links = super()._get_fiscal_receipt_links()
        rows = self._get_fiscal_receipts().filtered(lambda row: row.state == "succeeded")
        return links + [(self._describe_fiscal_receipt(row), row.link) for row in rows.sorted("id")]

    def _describe_fiscal_receipt(self, row):
        names = {
            "payment": self.env._("Receipt of the payment"),
            "refund": self.env._("Receipt of the refund"),
            "settlement": self.env._("Receipt of the hand-over"),
        }
        values = {
            "name": names[row.type],
            "sum": row.currency_id.format(row.amount),
            "day": format_date(self.env, row.registered_at or row.create_date),
        }
        if not row.fiscal_attribute:
            return self.env._("%(name)s, %(sum)s, %(day)s", **values)
        return self.env._(
            "%(name)s, %(sum)s, %(day)s: FD %(fd)s, FN %(fn)s, FPD %(fp)s",
            **values,
            fd=row.fiscal_document_number,
            fn=row.fiscal_storage_number,
            fp=row.fiscal_attribute,
        )

    def _get_money_notes(self):
        """Extension: what of the receipts needs a person."""
        notes = super()._get_money_notes()
        if any(row.can_retry for row in self._get_fiscal_receipts()):
            notes.append(self.env._("A fiscal receipt was not made: the accountant is told."))
        if self.state in ("draft", "open") and self._is_address_missing():
            notes.append(
                self.env._(
                    "The client cannot pay by the link: enter an e-mail for the fiscal receipt."
                )
            )
        return notes

    def _is_address_missing(self):
        """Whether every way through YooKassa needs an address for the receipt that is not there."""
        partner = self.sudo().partner_id or self.sudo().deal_id.partner_id
        providers = (
            self.env["payment.provider"]
            .sudo()
            .search(
                [
                    ("code", "=", "yookassa"),
                    ("state", "!=", "disabled"),
                    ("company_id", "=", self.company_id.id),
                    ("yookassa_receipts", "in", ("yookassa", "register")),
                ]
            )
        )
        for provider in providers:
            try:
                receipt.customer(
                    partner.email or "", partner.phone or "", sending=provider.yookassa_receipts
                )
            except ReceiptError:
                return bool(partner)
        return False

    def _post_pay_request_paid(self):
        """Extension: what was handed over before it was paid is closed now."""
        result = super()._post_pay_request_paid()
        self.deal_id._queue_closing_receipts()
        return result
