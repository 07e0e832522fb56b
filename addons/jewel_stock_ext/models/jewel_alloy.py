from odoo import fields, models


class JewelAlloy(models.Model):
    """The product under which Odoo's stock counts grams of an alloy."""

    _inherit = "jewel.alloy"

    metal_product_ids = fields.One2many(
        "product.template", "alloy_id", "Metal in Stock", domain=[("is_metal", "=", True)]
    )

    def _get_metal_product(self):
        """The product of this alloy in grams, made when the alloy is booked first."""
        self.ensure_one()
        products = self.env["product.product"].sudo()
        found = products.search([("is_metal", "=", True), ("alloy_id", "=", self.id)], limit=1)
        return found or products.create(self._prepare_metal_product_vals())

    def _prepare_metal_product_vals(self):
        return {
            "name": self.name,
            "type": "consu",
            "is_storable": True,
            "is_metal": True,
            "alloy_id": self.id,
            "uom_id": self.env.ref("uom.product_uom_gram").id,
            "sale_ok": False,
        }
