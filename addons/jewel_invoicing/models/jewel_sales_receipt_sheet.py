import base64

from odoo import models
from odoo.tools import format_datetime


class JewelSalesReceipt(models.Model):
    """A sheet: the texts of a version with its number, its QR code and what it is worth."""

    _inherit = "jewel.sales.receipt"

    def _prepare_sheet(self, content, version):
        """Values of the sheet's template.

        :param content: see `_prepare_content`
        :param version: `jewel.sales.receipt.version`; with an empty one the sheet is a draft
        """
        return {
            **content,
            "version": version.number,
            "printed": self._moment(version.printed_at) if version else "",
            "is_void": bool(version.void_at),
            "qr": version.qr_code or "",
            # Many goods are set in smaller type, so that both copies stay on one sheet.
            "is_dense": len(content["lines"]) > 4,
        }

    def _prepare_delivery(self):
        """Texts of the courier's screen: what the paper tells him, as it stands now."""
        return {
            **self._prepare_courier_vals(),
            "lines": [line._prepare_receipt_vals() for line in self.deal_id._get_receipt_lines()],
            "closed": self._moment(self.closed_at) if self.closed_at else "",
        }

    def _get_recheck_qr(self, number):
        """The QR code of a version as a data URI."""
        image = self.env["ir.actions.report"].barcode(
            "QR", f"{self.receipt_url}/{number}", width=240, height=240, barLevel="M"
        )
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def _moment(self, moment):
        return format_datetime(self.env, moment, tz=self._get_tz(), dt_format="dd.MM.yyyy HH:mm")
