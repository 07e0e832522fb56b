from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import JewelCase, capability


@tagged("post_install", "-at_install")
@capability("D26")
class TestVocabulary(JewelCase):
    def test_a_name_stands_in_a_list_once_whatever_its_case(self):
        for model, values in [
            ("jewel.collection", {"name": "флот"}),
            ("jewel.product.type", {"name": "ЗАПОНКИ"}),
            ("jewel.alloy", {"name": "серебро 925", "fineness": 925}),
        ]:
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.env[model].create(values)

    def test_what_is_in_use_cannot_be_deleted_but_archived(self):
        product = self.env["product.template"].create(
            {"name": "Model", "alloy_id": self.env.ref("jewel_base.alloy_ag925").id}
        )
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            product.alloy_id.unlink()
        product.alloy_id.active = False
        self.assertEqual(product.alloy_id.name, "Серебро 925")

    def test_an_empty_database_has_what_a_workshop_needs_to_begin(self):
        self.assertGreaterEqual(self.env["jewel.product.type"].search_count([]), 7)
        self.assertGreaterEqual(self.env["jewel.alloy"].search_count([]), 10)
        self.assertGreaterEqual(self.env["jewel.collection"].search_count([]), 6)

    def test_every_type_has_a_picture_and_a_unit(self):
        for jewel_type in self.env["jewel.product.type"].search([]):
            self.assertTrue(jewel_type.image_128 and jewel_type.uom_id, jewel_type.name)
        self.assertEqual(
            self.env.ref("jewel_base.type_cufflinks").uom_id, self.env.ref("jewel_base.uom_pair")
        )
