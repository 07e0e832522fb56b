from odoo import api, models

LIVE = "jewel_finance_changed"
# Who sees the panel; what each may see of it is decided when his screen reads again.
_GROUPS = (
    "account.group_account_invoice",
    "sales_team.group_sale_manager",
    "sales_team.group_sale_salesman",
)


class JewelDealFinance(models.Model):
    """Open panels learn that something changed, and nothing else; nobody asks again and again."""

    _inherit = "jewel.deal.finance"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._tell_panels()
        return rows

    def _write_multi(self, vals_list):
        """Override of the ORM: the moment at which computed values get into the table."""
        self._tell_panels()
        return super()._write_multi(vals_list)

    @api.model
    def _tell_panels(self):
        """One message a transaction."""
        told = self.env.cr.precommit.data
        if not told.get(LIVE):
            told[LIVE] = True
            for xmlid in _GROUPS:
                self.env.ref(xmlid).sudo()._bus_send(LIVE, {})
