from decimal import Decimal

from odoo.tests import Form, tagged

from .common import JewelCase, capability

# Ready models of the reference workshop: alloy, gross g, inserts (carats or grams) -> net, pure g
MODELS = [
    ("ag925", 18.40, [], 18.40, 17.0200),
    ("ag925", 21.15, [], 21.15, 19.5638),
    ("au585_white", 15.80, [], 15.80, 9.2430),
    ("au585_yellow", 18.90, [{"carats": 0.40}], 18.82, 11.0097),
    ("ag925", 16.70, [{"weight_g": 1.2}], 15.50, 14.3375),
    ("ag925", 14.30, [{"carats": 1.60}], 13.98, 12.9315),
    ("ag925", 17.50, [{"carats": 9.0}], 15.70, 14.5225),
    ("au585_white", 14.10, [{"carats": 0.20}], 14.06, 8.2251),
    ("au750_white", 17.20, [{"carats": 0.48}], 17.104, 12.8280),
    ("pt950", 19.80, [{"weight_g": 3.4}], 16.40, 15.5800),
    ("au750_yellow", 18.10, [{"carats": 0.70}], 17.96, 13.4700),
    ("pd850", 14.90, [{"carats": 0.50}], 14.80, 12.5800),
]


@tagged("post_install", "-at_install")
@capability("C4", "D25")
class TestProduct(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stone = cls.env["jewel.stone"].create(
            {
                "name": "Small diamond",
                "species": "diamond",
                "tag_name": "бр.",
                "shape": "Кр-17",
                "colour": "2",
                "clarity": "2",
                "cut_group": "Б",
            }
        )

    def _create_model(self, alloy="au585_white", gross=10.0, inserts=(), **values):
        lines = [(0, 0, {"stone_id": self.stone.id, "quantity": 2, **insert}) for insert in inserts]
        return self.env["product.template"].create(
            {
                "name": "Model",
                "alloy_id": self.env.ref(f"jewel_base.alloy_{alloy}").id,
                "gross_weight": gross,
                "insert_ids": lines,
                **values,
            }
        )

    def test_weights_of_the_reference_models(self):
        for alloy, gross, inserts, net, pure in MODELS:
            product = self._create_model(alloy, gross, inserts)
            self.assertEqual((product.net_weight, product.pure_weight), (net, pure), alloy)

    def test_sum_of_pure_metal_is_taken_before_rounding(self):
        product = self._create_model("ag925", 0.0003)
        self.assertEqual(sum([product._get_pure_weight()] * 1000), Decimal("0.2775"))

    def test_a_measured_net_weight_may_be_typed(self):
        product = self._create_model("ag925", 10)
        product.net_weight = 9.5
        self.assertEqual(product.pure_weight, 8.7875)

    def test_inserts_heavier_than_the_piece_leave_no_negative_metal(self):
        self.assertEqual(self._create_model("ag925", 1, [{"weight_g": 2}]).net_weight, 0)

    def test_uin_is_asked_for_gold_and_left_to_the_workshop_for_silver(self):
        gold, silver = self._create_model("au585_white"), self._create_model("ag925")
        self.assertEqual((gold.uin_required, silver.uin_required), (True, False))
        silver.uin_required = True
        self.assertTrue(silver.uin_required)

    def test_tag_writes_the_insert_as_the_trade_does(self):
        product = self._create_model(inserts=[{"quantity": 10, "carats": 0.03}])
        self.assertEqual(product.insert_ids.tag_notation, "10 бр. Кр-17-0,03 кар. 2/2 Б")
        self.stone.treatment = "ГР"
        self.assertEqual(product.insert_ids.tag_notation, "10 бр. Кр-17-0,03 кар. 2/2 Б ГР")

    def test_stone_is_precious_by_law_only_when_natural(self):
        self.assertTrue(self.stone.is_precious)
        self.stone.nature = "synthetic"
        self.assertFalse(self.stone.is_precious)
        amber = self.stone.copy({"species": "amber", "nature": "natural"})
        self.assertFalse(amber.is_precious)
        amber.is_precious = True  # a unique piece of amber is, says the law
        self.assertTrue(amber.is_precious)

    def test_head_of_production_fills_the_form(self):
        form = Form(self.env["product.template"].with_user(self.users["production_head"]))
        form.name = "Wheel"
        form.jewel_type_id = self.env.ref("jewel_base.type_cufflinks")
        form.alloy_id = self.env.ref("jewel_base.alloy_ag925")
        form.gross_weight = 21.15
        with form.insert_ids.new() as insert:
            insert.stone_id = self.stone
            insert.carats = 0.5
        product = form.save()
        self.assertEqual((product.net_weight, product.jewel_metal), (21.05, "silver"))

    def test_models_are_found_by_their_characteristics(self):
        product = self._create_model(
            collection_id=self.env.ref("jewel_base.collection_fleet").id,
            jewel_type_id=self.env.ref("jewel_base.type_ring").id,
        )
        domain = [
            ("collection_id", "=", "Флот"),
            ("jewel_type_id", "=", "Кольцо"),
            ("jewel_metal", "=", "gold"),
            ("pure_weight", ">", 5.8),
        ]
        self.assertIn(product, self.env["product.template"].search(domain))
        self.assertIn(product.product_variant_id, self.env["product.product"].search(domain))

    def test_copy_of_a_model_keeps_its_inserts(self):
        product = self._create_model(inserts=[{"carats": 0.4}])
        self.assertEqual(product.copy().insert_ids.carats, 0.4)
