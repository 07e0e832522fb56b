from odoo import api, fields, models

from ..const import VOID_REASONS
from ..sales_receipt import Money
from .jewel_bank_invoice_mixin import exact


class JewelSalesReceiptVersion(models.Model):
    """What stood on the paper: who printed it, when, and which sum the courier was to collect."""

    _name = "jewel.sales.receipt.version"
    _description = "Printed Version of a Sales Receipt"
    _order = "number desc"
    _rec_name = "number"

    receipt_id = fields.Many2one(
        "jewel.sales.receipt", required=True, index=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="receipt_id.currency_id")
    number = fields.Integer("Version", required=True, readonly=True, aggregator=None)
    printed_at = fields.Datetime("Printed On", required=True, readonly=True)
    printed_by_id = fields.Many2one("res.users", "Printed by", required=True, readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    amount_paid = fields.Monetary("Paid Amount", readonly=True)
    amount_collect = fields.Monetary("To Collect", readonly=True)
    content = fields.Json(readonly=True, help="Everything that stood on the paper.")
    qr_code = fields.Char("QR Code", readonly=True, help="The code on the paper, as a data URI.")
    void_at = fields.Datetime("Void Since", readonly=True)
    void_reason = fields.Selection(VOID_REASONS, "Why Void", readonly=True)

    _number_uniq = models.UniqueIndex("(receipt_id, number)")

    def _void(self, reason):
        live = self.filtered(lambda version: not version.void_at)
        live.sudo().write({"void_at": fields.Datetime.now(), "void_reason": reason})
        return live

    def _get_money(self):
        """`Money` as it was printed."""
        self.ensure_one()
        return Money(exact(self.amount_total), exact(self.amount_paid))

    def _recheck(self):
        """What the QR code of the paper tells now.

        :return: dict with ``is_valid``, ``reason`` (see `VOID_REASONS`, or False), ``printed`` and
            ``now`` (`Money`), ``since`` (roubles that have come since; negative: were returned)
        """
        self.ensure_one()
        printed, now = self._get_money(), self.receipt_id._get_money()
        reason = self.void_reason or ("money" if printed != now else False)
        return {
            "is_valid": not reason,
            "reason": reason,
            "printed": printed,
            "now": now,
            "since": now.paid - printed.paid,
        }

    @api.depends("number", "receipt_id.name")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.receipt_id.name}/{version.number}"
