from odoo import models

from .jewel_bank_invoice_mixin import exact


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "jewel.bank.invoice.mixin"]
    _bank_invoice_report = "jewel_invoicing.action_report_bank_invoice_move"

    def _prepare_bank_invoice(self):
        """Override of the mixin: a posted customer invoice, for what is not paid of it yet."""
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        orders = lines.sale_line_ids.order_id
        problems = []
        if self.move_type != "out_invoice" or self.state != "posted":
            problems.append(self.env._("a confirmed customer invoice"))
        return {
            "number": self.name or "/",
            "date": self.invoice_date or self.date,
            "company": self.company_id,
            "partner": self.commercial_partner_id,
            "account": self.partner_bank_id or self.company_id._get_bank_invoice_account(),
            "currency": self.currency_id,
            "basis": ", ".join(orders.mapped("name")),
            "valid_until": self.invoice_date_due,
            "lines": [
                {
                    "name": line.name or line.product_id.display_name or "",
                    "quantity": line.quantity or 1,
                    "unit": line.product_uom_id.name or self.env._("pcs"),
                    "amount": exact(line.price_total),
                }
                for line in lines
            ],
            "vat": exact(self.amount_tax),
            "rates": set(lines.tax_ids.filtered("amount").mapped("amount")),
            "due": exact(self.amount_residual),
            "problems": problems,
        }
