from odoo import models

from ..names import DEFAULT_COMPANIES, WAREHOUSE


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _jewel_name_place(self):
        """Name the only warehouse of a Russian company where it still has Odoo's own names."""
        self.ensure_one()
        place = self.view_location_id
        if place.name == self.code == "WH":
            place.name = WAREHOUSE
        if self.name in DEFAULT_COMPANIES and self.company_id.name not in DEFAULT_COMPANIES:
            self.name = self.company_id.name
