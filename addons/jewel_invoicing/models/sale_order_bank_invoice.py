from odoo import models

from .jewel_bank_invoice_mixin import exact


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "jewel.bank.invoice.mixin"]
    _bank_invoice_report = "jewel_invoicing.action_report_bank_invoice_order"

    def _prepare_bank_invoice(self):
        """Override of the mixin: a quotation or an order, for the whole of it."""
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        problems = []
        if self.state == "cancel":
            problems.append(self.env._("an order that is not cancelled"))
        return {
            "number": self.name,
            "date": self.date_order.date(),
            "company": self.company_id,
            "partner": self.partner_invoice_id.commercial_partner_id,
            "account": self.company_id._get_bank_invoice_account(),
            "currency": self.currency_id,
            "basis": self.client_order_ref or "",
            "valid_until": self.validity_date,
            "lines": [
                {
                    "name": line.name,
                    "quantity": line.product_uom_qty or 1,
                    "unit": line.product_uom_id.name or self.env._("pcs"),
                    "amount": exact(line.price_total),
                }
                for line in lines
            ],
            "vat": exact(self.amount_tax),
            "rates": set(lines.tax_ids.filtered("amount").mapped("amount")),
            "due": exact(sum(lines.mapped("price_total"))),
            "problems": problems,
        }
