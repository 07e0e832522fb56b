from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_computed_taxes(self):
        """Override of `account`: the rate that is in force on the day of the document."""
        taxes = super()._get_computed_taxes()
        if not taxes:
            return taxes
        move = self.move_id
        date = move.invoice_date or move.date or fields.Date.context_today(self)
        return taxes._get_valid_at(date)
