from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..merge import AGREE, ASK, KEEP, PULL, PUSH, decide
from ..sync_round import Round, refused_keys, request_body, without

VALUE = st.sampled_from((None, "a", "b", "c"))
SNAPSHOT = st.one_of(st.none(), st.fixed_dictionaries({"amo": VALUE, "odoo": VALUE}))
DIRECTION = st.sampled_from(("in", "out", "both"))
OWNER = st.sampled_from(("amo", "odoo", "last", "ask"))
SIDE = st.sampled_from(("amo", "odoo"))


@tagged("post_install", "-at_install")
class TestMerge(BaseCase):
    """One field, three states."""

    def test_table(self):
        old = {"amo": "a", "odoo": "a"}
        for amo, odoo, options, expected in (
            ("a", "a", {}, (AGREE, False)),
            ("b", "a", {}, (PULL, False)),
            ("a", "b", {}, (PUSH, False)),
            ("b", "b", {}, (AGREE, False)),
            ("b", "c", {}, (PULL, True)),
            ("b", "c", {"owner": "odoo"}, (PUSH, True)),
            ("b", "c", {"owner": "last", "later": "amo"}, (PULL, True)),
            ("b", "c", {"owner": "last", "later": "odoo"}, (PUSH, True)),
            ("b", "c", {"owner": "ask"}, (ASK, True)),
            ("b", "b", {"owner": "ask"}, (AGREE, False)),
            ("b", "a", {"owner": "ask"}, (PULL, False)),
            ("a", "b", {"owner": "ask"}, (PUSH, False)),
            ("b", "c", {"direction": "in", "owner": "ask"}, (PULL, False)),
            ("b", "c", {"direction": "in", "owner": "odoo"}, (PULL, False)),
            ("b", "c", {"direction": "out"}, (PUSH, False)),
            ("b", "a", {"direction": "out"}, (KEEP, False)),
            ("a", "b", {"direction": "in"}, (KEEP, False)),
            (None, "a", {}, (PULL, False)),
        ):
            self.assertEqual(decide(old, amo, odoo, **options), expected, (amo, odoo, options))

    def test_first_meeting_loses_nobodys_value_to_an_empty_one(self):
        self.assertEqual(decide(None, None, "a")[0], PUSH)
        self.assertEqual(decide(None, "a", None, owner="odoo")[0], PULL)
        self.assertEqual(decide(None, None, "a", "in")[0], KEEP)
        self.assertEqual(decide(None, "a", None, "out")[0], KEEP)
        self.assertEqual(decide(None, "1000", "0", owner="odoo")[0], PULL, "a fresh record's zero")
        self.assertEqual(decide(None, "0", "1000")[0], PUSH)
        self.assertEqual(decide(None, "1000", "2000", owner="ask"), (ASK, True))
        self.assertEqual(decide(None, "1000", "0", owner="ask"), (PULL, False))

    @settings(max_examples=300, deadline=None)
    @given(SNAPSHOT, VALUE, VALUE, DIRECTION, OWNER, SIDE)
    def test_laws(self, snapshot, amo, odoo, direction, owner, later):
        action, conflict = decide(snapshot, amo, odoo, direction, owner, later)
        self.assertNotEqual((action, direction), (PULL, "out"))
        self.assertNotEqual((action, direction), (PUSH, "in"))
        self.assertEqual(action == AGREE, amo == odoo)
        if conflict:
            side = later if owner == "last" else owner
            self.assertEqual(action, {"amo": PULL, "odoo": PUSH, "ask": ASK}[side])
        if snapshot == {"amo": amo, "odoo": odoo}:
            self.assertIn(action, (AGREE, KEEP), "what was settled stays settled")
        if action == ASK:
            self.assertEqual(owner, "ask")
            return
        # After the action is done and remembered, nothing is left to do.
        amo = odoo if action == PUSH else amo
        odoo = amo if action == PULL else odoo
        again, _conflict = decide({"amo": amo, "odoo": odoo}, amo, odoo, direction, owner)
        self.assertIn(again, (AGREE, KEEP))

    def test_interrupted_write_has_arrived_when_amocrm_shows_it(self):
        pending = {"701": {"amo": "cut", "odoo": "cut off", "field": "referred"}}
        old = {"701": {"amo": "a", "odoo": "a", "field": "referred"}}
        round_ = Round("1", {}, old, None, pending)
        self.assertEqual(round_.known("701", "referred", "cut"), pending["701"])
        round_ = Round("1", {}, old, None, pending)
        self.assertEqual(round_.known("701", "referred", "a"), old["701"])
        self.assertIsNone(round_.known("701", "other_field", "a"), "another pair is another story")

    def test_refused_fields_are_taken_out_of_the_request(self):
        plan = {
            "values": {"price": 1, "status_id": 2, "pipeline_id": 3},
            "custom": [{"field_id": 7, "values": None}, {"field_id": 8, "values": None}],
            "fields": {"price": {}, "status": {}, "7": {}, "8": {}},
        }
        errors = [
            {"path": "custom_fields_values.1.values.0", "code": "X", "detail": "bad"},
            {"path": "0.pipeline_id", "code": "Y", "detail": ""},
            {"path": "somewhere.else", "code": "Z", "detail": ""},
        ]
        refused = refused_keys(plan, errors)
        self.assertEqual(refused, {"8": "bad", "status": "Y"})
        self.assertEqual(
            request_body(without(plan, refused)),
            {"price": 1, "custom_fields_values": [{"field_id": 7, "values": None}]},
        )
