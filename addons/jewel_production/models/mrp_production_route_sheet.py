from odoo import models
from odoo.tools import format_datetime


class MrpProduction(models.Model):
    """The route sheet: it is glued on the envelope and goes with the piece."""

    _inherit = "mrp.production"

    def action_jewel_print_route_sheet(self):
        """Print the envelopes of these jobs."""
        report = self.env.ref("jewel_production.action_report_route_sheet").sudo()
        return report.report_action(self.ids, config=False)

    def _prepare_route_sheet(self):
        """What the sheet says, as plain values: neither price nor client can get on it."""
        self.ensure_one()
        return {
            "name": self.name,
            "link": f"{self.get_base_url()}/jewel/job/{self.id}",
            "picture": self.cover_image or self.product_id.image_512,
            "article": self.article,
            "type": self.jewel_type_id.name or self.product_id.name,
            "collection": self.collection_id.name,
            "alloy": self.alloy_id.name,
            "size": self.item_size,
            "quantity": f"{self.product_qty:g} {self.product_uom_id.name}",
            "engraving": self.engraving,
            "composition": self.composition,
            "inserts": self.stone_set_text or self.insert_text,
            "description": self.item_description,
            "deadline": self.item_deadline
            and format_datetime(self.env, self.item_deadline, dt_format="dd.MM.yyyy HH:mm"),
            "stages": [order._prepare_route_sheet_row() for order in self._jewel_sheet_orders()],
        }

    def _jewel_sheet_orders(self):
        return self._jewel_ordered_orders().filtered(lambda order: order.state != "cancel")
