from odoo import api, models
from odoo.fields import Domain

from ..names import OPERATIONS, PLACES, ROUTES, RUSSIAN, UNITS


class StockLocation(models.Model):
    _inherit = "stock.location"

    @api.model
    def _jewel_name_places(self):
        """Give the places of Russian companies Russian names where they still have Odoo's own.

        Whatever somebody has renamed stays; so do places that a foreign company shares. The short
        name of the warehouse stays, too: document numbers begin with it, and scanners read Latin.
        """
        companies = self.env["res.company"].search(Domain.TRUE)
        russian = companies.filtered(lambda company: company._is_russian_spoken())
        owners = [*russian.ids, *([False] if russian == companies else [])]
        places = self.with_context(active_test=False).search(
            [("company_id", "in", owners), ("name", "in", [name for _usage, name in PLACES])]
        )
        for place in places:
            place.name = PLACES.get((place.usage, place.name), place.name)
        for company in russian:
            warehouses = self.env["stock.warehouse"].search([("company_id", "=", company.id)])
            if len(warehouses) == 1:
                warehouses._jewel_name_place()
        if russian:
            self.with_context(lang=RUSSIAN)._jewel_translate_operations()

    @api.model
    def _jewel_translate_operations(self):
        """Fill in Russian names of operations, routes, units that are still the English ones."""
        kinds = self.env["stock.picking.type"].with_context(active_test=False)
        for kind in kinds.search([("name", "in", list(OPERATIONS))]):
            kind.name = OPERATIONS[kind.name]
        for route in self.env["stock.route"].search([("name", "like", ": ")]):
            warehouse, _colon, steps = route.name.rpartition(": ")
            if steps in ROUTES:
                route.name = f"{warehouse}: {ROUTES[steps]}"
        for unit in self.env["uom.uom"].search([("name", "in", list(UNITS))]):
            unit.name = UNITS[unit.name]
