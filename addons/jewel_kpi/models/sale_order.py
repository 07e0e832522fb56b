from odoo import models


class SaleOrder(models.Model):
    """A quotation that is sent is an offer."""

    _inherit = "sale.order"

    # Orders of a period, by the workshop's day.
    _kpi_date_idx = models.Index(
        "(((date_order AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow')::date))"
        " WHERE state = 'sale'"
    )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sent":
            self.opportunity_id._note_offer()
        return result
