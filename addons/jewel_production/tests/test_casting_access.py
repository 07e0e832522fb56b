from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .casting import CastingCase
from .isolation import TEXTS, IsolationCase
from .test_screens import PRESS

MATRIX = Path(__file__).parent / "casting_access_matrix.csv"


@tagged("post_install", "-at_install")
@capability("A2", "A14", "C3")
class TestCastingAccess(IsolationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        casters = cls.jeweller | cls.colleague
        cls.cast.write({"is_casting": True, "jeweller_ids": casters.ids})
        cls.trees = cls.env["jewel.casting.tree"]
        cls.tree = cls.trees.with_user(cls.jeweller).create(
            {"alloy_id": cls.alloy.id, "workcenter_id": cls.cast.id, "wax_mass": 1}
        )
        order = cls.waiting._jewel_open_orders()[:1].with_user(cls.jeweller)
        order.with_context(jewel_tree_id=cls.tree.id).action_jewel_join_tree()
        cls.foreign_tree = cls.trees.create(
            {
                "alloy_id": cls.alloy.id,
                "workcenter_id": cls.cast.id,
                "caster_id": cls.colleague.id,
                "note": "Foreign tree",
            }
        )
        cls.trees.browse(cls.tree.id).message_post(body=", ".join(TEXTS))

    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_caster_learns_no_secret_by_the_tree(self):
        self.tree.action_close()
        self.tree.action_pour()
        self.assertNoLeak(self.jeweller, [*TEXTS, "Foreign tree"])
        self.tree.action_finish()
        self.env.invalidate_all()
        self.assertNoLeak(self.jeweller, [*TEXTS, "Foreign tree"])

    def test_secrets_are_not_guessed_through_the_tree(self):
        for path in ("deal_id.name", "sale_line_id.price_unit", "origin"):
            with self.subTest(path), self.assertRaises(AccessError):
                self.tree.search([(f"workorder_ids.production_id.{path}", "!=", False)])
        for fname in ("message_ids", "message_follower_ids"):
            with self.subTest(fname), self.assertRaises(AccessError):
                self.tree.read([fname])

    def test_tree_of_a_colleague_is_closed(self):
        tree = self.foreign_tree.with_user(self.jeweller)
        self.assertFalse(self.trees.with_user(self.jeweller).search([("id", "=", tree.id)]))
        for call in (
            lambda: tree.read(["note"]),
            lambda: tree.write({"note": "x"}),
            lambda: tree.action_close(),
            lambda: tree.action_join_all(),
            lambda: tree.unlink(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_caster_gives_no_tree_to_another_and_deletes_none(self):
        with self.assertRaises(AccessError):
            self.trees.with_user(self.jeweller).create(
                {"alloy_id": self.alloy.id, "caster_id": self.colleague.id}
            )
        with self.assertRaises(AccessError):
            self.tree.unlink()

    def test_tree_of_another_company_is_not_there(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._create_role_user("production_head", login="jewel_test_other_head")
        foreign.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.trees.with_user(foreign).search([("id", "=", self.tree.id)]))


@tagged("post_install", "-at_install")
@capability("F4")
class TestCastingScreen(CastingCase, HttpCase):
    """The caster at his phone."""

    browser_size = "390x844"
    touch_enabled = True

    @mute_logger("odoo.http")
    def test_caster_adds_closes_pours_and_finishes(self):
        jobs = self._create_waxed() | self._create_waxed()
        tree = self._create_tree()
        taps = [
            "button[name=action_jewel_join_tree]",
            "wait [name=workorder_ids] .o_kanban_record:not(.o_kanban_ghost)",
            "button[name=action_join_all]",
            "wait [name=workorder_ids] .o_kanban_record:nth-child(2) button",
            "button[name=action_close]",
            "button[name=action_pour]",
            "button[name=action_finish]",
            ".modal-footer .btn-primary",
        ]
        self.browser_js(
            f"/odoo/casting-trees/{tree.id}",
            PRESS % (taps, repr(".o_field_widget[name=date_done] span")),
            "odoo.isReady",
            login=self.caster.login,
        )
        self.assertEqual(tree.state, "done")
        self.assertEqual(tree.sudo().workorder_ids.production_id, jobs)
        self.assertEqual(jobs.stage_id, self.polish)

    def test_list_calendar_and_board_open(self):
        tree = self._create_tree(self._create_waxed())
        for view, expected in (
            ("o_kanban", ".o_jewel_tree_pictures img"),
            ("o_list", ".o_data_row [name=metal_expected]"),
            ("o_calendar", ".fc-view"),
        ):
            buttons = [] if view == "o_kanban" else [f".o_switch_view.{view}"]
            self.browser_size = "1280x800"
            self.browser_js(
                "/odoo/casting-trees",
                PRESS % (buttons, repr(expected)),
                "odoo.isReady",
                login=self.head.login,
            )
        self.assertEqual(tree.state, "open")
