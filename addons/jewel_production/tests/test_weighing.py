from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_stock_ext.weighing import doubts, parse_weight

from .common import ProductionCase


class TestWeighingCore(BaseCase):
    def test_comma_and_point(self):
        for text in ("12,345", "12.345", " 12,3450 "):
            self.assertEqual(parse_weight(text), Decimal("12.345"))

    def test_what_is_no_weight(self):
        for text in ("", None, "abc", "0", "-1", "1,2,3", "1.23456", "NaN", "Infinity"):
            with self.subTest(text), self.assertRaises(ValueError):
                parse_weight(text)

    def test_slips_are_doubted_and_true_weights_are_not(self):
        for weight, previous, is_out, expected in (
            ("12.1", "12.5", True, []),
            ("12.6", "12.5", True, ["heavier"]),
            ("12.6", "12.5", False, []),
            ("124", "12.5", True, ["heavier", "point"]),
            ("1.24", "12.5", True, ["point"]),
            ("21.48", "12.5", False, ["swapped"]),
            ("12.05", "12.5", True, []),
            ("9.1", "12.5", True, []),
            ("124", "0", True, []),
        ):
            with self.subTest(weight=weight, previous=previous):
                self.assertEqual(
                    doubts(Decimal(weight), Decimal(previous), is_out=is_out), expected
                )


@tagged("post_install", "-at_install")
class TestWeighing(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.cast | cls.file).is_weighed = True
        cls.job = cls._create_job()

    def _work(self, stage, user=None):
        return self._order_of(self.job, stage, user or self.jeweller)

    def _pad(self, action, text, user=None):
        """The pad that ``action`` shows, with ``text`` typed."""
        self.assertEqual(action["res_model"], "jewel.weighing")
        wizard = self.env["jewel.weighing"].with_user(user or self.jeweller)
        return wizard.with_context(**action["context"]).create({"weight_text": text})

    @capability("A10")
    def test_weight_is_asked_at_start_and_finish(self):
        order = self._work(self.cast)
        self._pad(order.action_jewel_start(), "12,5").action_weigh()
        self.assertEqual((order.state, order.weight_in), ("progress", 12.5))
        order.action_jewel_pause()
        self.assertTrue(order.action_jewel_start() is True, "not asked again after a pause")
        self._pad(order.action_jewel_finish(), "12,3456").action_weigh()
        self.assertEqual((order.state, order.weight_out), ("done", 12.3456))

    def test_heavier_piece_is_asked_about(self):
        order = self._work(self.cast)
        self._pad(order.action_jewel_start(), "12,5").action_weigh()
        pad = self._pad(order.action_jewel_finish(), "12,9")
        self.assertEqual(pad.action_weigh()["res_id"], pad.id)
        self.assertIn("heavier", pad.doubt)
        self.assertEqual((order.state, order.weight_out), ("progress", 0))
        pad.weight_text = "125"
        pad.action_weigh()
        self.assertIn("ten times", pad.doubt, "another number is looked at anew")
        self.assertEqual(order.state, "progress")
        pad.action_weigh()
        self.assertEqual((order.state, order.weight_out), ("done", 125))

    def test_next_stage_compares_with_the_last_weighing(self):
        self._pad(self._work(self.cast).action_jewel_start(), "12,5").action_weigh()
        self._pad(self._work(self.cast).action_jewel_finish(), "12,3").action_weigh()
        pad = self._pad(self._work(self.file).action_jewel_start(), "123")
        self.assertAlmostEqual(pad.weight_previous, 12.3)
        pad.action_weigh()
        self.assertIn("ten times", pad.doubt)

    def test_what_is_no_weight_is_refused_in_words(self):
        pad = self._pad(self._work(self.cast).action_jewel_start(), "12,34567")
        with self.assertRaisesRegex(UserError, "“12,34567” is no weight"):
            pad.action_weigh()

    def test_work_goes_on_when_the_scales_are_broken(self):
        order = self._work(self.cast)
        self._pad(order.action_jewel_start(), False).action_without()
        self.assertEqual((order.state, order.weight_in), ("progress", 0))

    def test_stage_that_does_not_weigh_asks_nothing(self):
        self._work(self.cast).with_context(jewel_no_weighing=True).action_jewel_finish()
        self._work(self.file).with_context(jewel_no_weighing=True).action_jewel_finish()
        self.assertIs(self._work(self.enamel).action_jewel_start(), True)

    def test_hook_is_called_once_each_way(self):
        calls = []
        self.patch(
            self.env.registry["mrp.workorder"],
            "_post_jewel_weighing",
            lambda order, kind: calls.append((order.id, kind)),
        )
        order = self._work(self.cast)
        self._pad(order.action_jewel_start(), "12,5").action_weigh()
        self._pad(order.action_jewel_finish(), "12,3").action_weigh()
        self.assertEqual(calls, [(order.id, "in"), (order.id, "out")])

    @capability("A14", "C3")
    def test_pad_is_no_door_to_the_work_of_others(self):
        self.cast.jeweller_ids = self.jeweller
        order = self._work(self.cast)
        order.action_jewel_take()
        pad = self.env["jewel.weighing"].with_user(self.colleague)
        vals = {"workorder_id": order.id, "kind": "in", "weight_text": "1"}
        with self.assertRaises(AccessError):
            pad.create(vals).action_weigh()
        with self.assertRaises(AccessError):
            pad.create(vals).read(["weight_previous"])
        self.assertFalse(order.sudo().weight_in)

    def test_jeweller_writes_no_weight_himself(self):
        with self.assertRaises(AccessError):
            self._work(self.cast).write({"weight_in": 5})
