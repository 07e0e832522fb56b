from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..const import HOLDERS
from ..names import RUSSIAN


class StockLocation(models.Model):
    """A holder of metal: a place with somebody who answers for it, or a virtual one."""

    _inherit = "stock.location"

    metal_holder = fields.Selection(HOLDERS, "Holder of Metal", index="btree_not_null")
    responsible_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Who answers for the metal that is here.",
    )

    is_metal_masters = fields.Boolean("Place of the Masters", copy=False)

    _master_uniq = models.UniqueIndex(
        "(responsible_id, company_id) WHERE metal_holder = 'master' AND active",
        "This master is a holder of metal already.",
    )

    @api.constrains("metal_holder", "responsible_id")
    def _check_responsible(self):
        for location in self:
            if location.metal_holder == "master" and not location.responsible_id:
                raise ValidationError(
                    self.env._("Say who answers for the metal at %s.", location.display_name)
                )

    @api.model
    def _jewel_mark_core_holders(self):
        """Stocks of warehouses are vaults; core's vendors and customers are holders, too."""
        marks = {
            "vault": self.env["stock.warehouse"]
            .search([("lot_stock_id", "!=", False)])
            .lot_stock_id,
            "supplier": self.env.ref("stock.stock_location_suppliers"),
            "customer": self.env.ref("stock.stock_location_customers"),
        }
        for holder, locations in marks.items():
            locations.filtered(lambda place: not place.metal_holder).metal_holder = holder

    @api.model
    def _jewel_get_holder(self, kind, company=None):
        """The first holder of this kind that the company has, or shares with others."""
        company = company or self.env.company
        domain = [("metal_holder", "=", kind), ("company_id", "in", [company.id, False])]
        holder = self.sudo().search(domain, order="company_id, id", limit=1)
        if not holder and kind == "vault":  # the company is new
            self.sudo()._jewel_mark_core_holders()
            holder = self.sudo().search(domain, order="company_id, id", limit=1)
        if not holder:
            label = dict(self._fields["metal_holder"]._description_selection(self.env))[kind]
            raise ValidationError(
                self.env._(
                    "There is no holder of metal of the kind “%(kind)s” in company %(company)s. "
                    "Mark one of its locations as such.",
                    kind=label,
                    company=company.name,
                )
            )
        return holder

    def _jewel_holder(self):
        """The holder that answers for what lies here: this place or the nearest one above it."""
        self.ensure_one()
        place = self
        while place and not place.metal_holder:
            place = place.location_id
        return place

    def _jewel_stock_side(self):
        """Where Odoo's quants see what this holder has: those of all masters are one place."""
        self.ensure_one()
        return self.location_id if self.metal_holder == "master" else self

    def _jewel_lock(self):
        """One at a time for what a holder has.

        The rows are really written, not only locked: whoever waited for them is repeated by Odoo
        and sees what the first one has left.
        """
        if self.ids:
            self.flush_recordset()
            query = SQL(
                "UPDATE stock_location SET id = id WHERE id IN"
                " (SELECT id FROM stock_location WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)",
                tuple(self.ids),
            )
            self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error

    @api.model
    def _jewel_get_masters_place(self, company=None):
        """The place under which the company's masters are, made when there is none."""
        company = company or self.env.company
        places = self.sudo()
        domain = [("is_metal_masters", "=", True), ("company_id", "=", company.id)]
        if place := places.search(domain, limit=1):
            return place
        warehouse = (
            self.env["stock.warehouse"].sudo().search([("company_id", "=", company.id)], limit=1)
        )
        lang = RUSSIAN if company._is_russian_spoken() else self.env.lang
        return places.create(
            {
                "name": self.with_context(lang=lang).env._("Masters"),
                "usage": "internal",
                "is_metal_masters": True,
                "company_id": company.id,
                "location_id": warehouse.view_location_id.id,
            }
        )
