"""The design stages: layout, calculation, specification, photos and files."""

import base64

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
@capability("B11")
class TestDesign(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jewel_route_id = cls.env.ref("jewel_production.route_custom")
        cls.sketch = cls.env.ref("jewel_production.stage_sketch")
        cls.model3d = cls.env.ref("jewel_production.stage_model3d")
        cls.job = cls._create_job(composition="Enamel", item_size="18").with_user(cls.head)

    def test_new_model_is_drawn_and_modelled_before_wax(self):
        self.assertEqual(self.job.stage_id, self.sketch)
        stages = self.job.sudo()._jewel_ordered_orders().workcenter_id
        self.assertEqual(
            stages[:3], self.sketch | self.model3d | self.env.ref("jewel_production.stage_wax")
        )

    def test_layout_and_files_are_left_for_those_who_make_the_piece(self):
        files = [("layout.jpg", picture()), ("model.stl", base64.b64encode(b"solid ring"))]
        self.job.sketch_ids = [
            Command.create({"name": name, "datas": datas}) for name, datas in files
        ]
        self.job.intake_photo_ids = [Command.create({"name": "a.jpg", "datas": picture("red")})]
        self.assertTrue(self.job.cover_image)
        order = self._order_of(self.job, self.sketch, self.jeweller)
        raws = order.sketch_ids.mapped("raw")
        self.assertIn(b"solid ring", raws)
        self.assertEqual((len(raws), len(order.intake_photo_ids)), (2, 1))
        self.assertEqual((order.composition, order.item_size), ("Enamel", "18"))

    def test_mass_is_calculated_from_the_model_by_its_alloy(self):
        self.alloy.density = 12.85
        self.job.model_volume = 1200
        self.assertAlmostEqual(self.job.expected_weight, 15.42, 4)
        order = self._order_of(self.job, self.sketch, self.jeweller)
        self.assertAlmostEqual(order.expected_weight, 15.42, 4)

    @capability("B12")
    def test_model_that_is_not_clear_goes_back_to_the_sketch(self):
        self._drag(self.job, self.model3d)
        self._send_back(self.job, self.sketch, note="Where does the stone sit?")
        again = self._order_of(self.job, self.sketch)
        self.assertEqual(self.job.stage_id, self.sketch)
        self.assertEqual(again.rework_note, "Where does the stone sit?")
