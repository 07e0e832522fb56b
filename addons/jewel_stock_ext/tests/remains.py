"""Items with a history of consumption, for tests here and in later addons."""

from datetime import datetime, time, timedelta

from odoo import fields

from .common import MetalCase


class RemainsCase(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write(
            {
                "remains_service_level": 0.95,
                "remains_lead_days": 10,
                "remains_cover_days": 30,
                "remains_mode": "proposal",
                "remains_action": "task",
            }
        )
        cls.env["jewel.demand.season"].search([]).unlink()
        cls.points = cls.env["stock.warehouse.orderpoint"]
        cls.points.search([]).unlink()
        cls.today = cls.points._jewel_today(cls.company)
        cls.category = cls.env["product.category"].create({"name": "Механизмы"})
        cls.item = cls._create_item("Механизм «пуля»")

    @classmethod
    def _create_item(cls, name, on_hand=100.0, **vals):
        product = cls.env["product.product"].create(
            {"name": name, "is_storable": True, "categ_id": cls.category.id, **vals}
        )
        if on_hand:
            cls.env["stock.quant"]._update_available_quantity(product, cls.vault, on_hand)
        return product

    @classmethod
    def _create_move(cls, product, quantity, source, dest, day=None, **vals):
        """A move that is done on a past day, or planned for one."""
        when = datetime.combine(day or cls.today, time(9))
        move = cls.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "product_uom": product.uom_id.id,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "date": when,
                **vals,
            }
        )
        move._action_confirm(merge=False)
        return move

    @classmethod
    def _consume(cls, product, quantity, days_ago, dest=None, source=None):
        source = source or cls.vault
        day = cls.today - timedelta(days=days_ago)
        move = cls._create_move(product, quantity, source, dest or cls._client_place(), day)
        move.write({"quantity": quantity, "picked": True})
        move._action_done()
        when = datetime.combine(day, time(9))
        move.date = when
        move.move_line_ids.date = when
        return move

    @classmethod
    def _client_place(cls):
        return cls.env.ref("stock.stock_location_customers")

    def _count(self):
        self.points._cron_remains()

    def _point(self, product=None):
        return self.points.search([("product_id", "=", (product or self.item).id)])

    def _tasks(self, product=None):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "product.template"),
                ("res_id", "=", (product or self.item).product_tmpl_id.id),
                ("activity_type_id", "=", self.env.ref("jewel_stock_ext.mail_activity_buy").id),
            ]
        )

    def _now(self):
        return fields.Datetime.now()
