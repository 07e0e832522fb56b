from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_pay_request_line_vals(self):
        """Hook: how this line is shown to the client who pays for it. The price is with taxes."""
        self.ensure_one()
        return {
            "name": self.item_description or self.name,
            "sale_line_id": self.id,
            "product_id": self.product_id.id,
            "image": self.cover_image or self.product_id.image_1024,
            "alloy_id": self.alloy_id.id,
            "item_size": self.item_size,
            "engraving": self.engraving,
            "composition": self.composition,
            "quantity": self.product_uom_qty or 1,
            "price_unit": self.price_total / (self.product_uom_qty or 1),
            "is_individual": bool(self._is_jewel_line() and (self.engraving or self._is_custom())),
        }

    def _is_custom(self):
        """Whether the line is for a piece of no catalogue, made to the client's wish."""
        product_type = self.product_id.jewel_type_id
        return bool(
            product_type and product_type.product_tmpl_id == self.product_id.product_tmpl_id
        )

    def _take_pay_request_line(self, line):
        """Let the order cost and say what the manager has settled with the client."""
        self.ensure_one()
        vals = {}
        if self.product_uom_qty != line.quantity:
            vals["product_uom_qty"] = line.quantity
        if line.name not in (self.name, self.item_description):
            vals["item_description" if self._is_jewel_line() else "name"] = line.name
        if vals:
            self.write(vals)
        if self.currency_id.compare_amounts(self.price_total, line.amount) != 0:
            self._set_exact_total(line.amount)
