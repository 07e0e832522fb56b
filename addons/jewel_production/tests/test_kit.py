from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_stock_ext.tests.remains import RemainsCase


@tagged("post_install", "-at_install")
@capability("A52")
class TestKit(RemainsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pin = cls._create_item("Штифт", on_hand=90)
        cls.kit = cls._create_item("Комплект механизма", on_hand=100)
        cls.bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": cls.kit.product_tmpl_id.id,
                "bom_line_ids": [
                    Command.create({"product_id": cls.pin.id, "product_qty": 2}),
                    Command.create({"product_id": cls.item.id, "product_qty": 1}),
                ],
            }
        )
        for ago in range(1, 21):
            cls._consume(cls.kit, 4, ago)

    def test_kit_is_proposed_and_made_for_stock_once(self):
        """4 a day: minimum 40, maximum 160, 20 left: 140 to assemble; pins suffice for 45."""
        self._count()
        point = self._point(self.kit)
        self.assertIn(point, self.points.search([("kit_bom_id", "!=", False)]))
        self.assertEqual((point.kit_qty, point.kit_possible_qty), (140, 45))
        self.assertFalse(self._create_plain().kit_bom_id)
        planner = self.users["planner"]
        action = point.with_user(planner).action_jewel_assemble()
        job = self.env["mrp.production"].browse(action["res_id"])
        self.assertEqual((job.product_qty, job.state, job.bom_id), (140, "confirmed", self.bom))
        self.assertFalse(job.is_jewel_job, "parts are no jewellery")
        self.assertEqual(point.coming_qty, 140)
        with self.assertRefused("nothing to assemble"):
            point.with_user(planner).action_jewel_assemble()

    def test_who_may(self):
        self._count()
        with self.assertRaises(AccessError):
            self._point(self.kit).with_user(self.keeper).action_jewel_assemble()

    def _create_plain(self):
        return self.points.create(
            {"product_id": self.pin.id, "location_id": self.vault.id, "trigger": "manual"}
        )
