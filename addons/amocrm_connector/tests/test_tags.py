from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .. import merge
from .common import AmocrmCase, capability, hook

MEMBERS = st.frozensets(st.sampled_from("abcd"))
BEFORE = st.none() | MEMBERS


@tagged("post_install", "-at_install")
class TestTags(AmocrmCase):
    """Tags of a deal, each on its own."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.amo.set_tags(self.deal, "VIP", "gift")
        self.lead = self.import_deal(self.deal)

    def change(self, *names):
        self.amo.set_tags(self.deal, *names)
        self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()

    def names(self):
        return sorted(self.lead.tag_ids.mapped("name"))

    def patches(self):
        return [call[3] for call in self.amo.called("PATCH", "/leads/")]

    def tag(self, name):
        return self.env["crm.tag"].create({"name": name})

    @capability("A1")
    def test_tags_arrive_and_are_made_when_missing(self):
        self.assertEqual(self.names(), ["VIP", "gift"])
        self.assertFalse(self.patches())

    def test_tag_of_that_name_is_used_whatever_case_and_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        tag = self.tag("Regular")
        tag.with_context(lang="ru_RU").name = "Постоянный"
        self.change("VIP", "gift", "постоянный")
        self.assertIn(tag, self.lead.tag_ids)
        self.run_crons()
        self.assertFalse(self.patches())

    def test_removed_there(self):
        self.change("gift")
        self.assertEqual(self.names(), ["gift"])

    @capability("A1")
    def test_set_and_taken_off_here_are_sent_one_by_one(self):
        vip = self.lead.tag_ids.filtered(lambda tag: tag.name == "VIP")
        self.lead.tag_ids = self.lead.tag_ids - vip + self.tag("urgent")
        self.run_crons()
        expected = {"tags_to_add": [{"name": "urgent"}], "tags_to_delete": [{"name": "VIP"}]}
        self.assertEqual(self.patches(), [expected])
        self.assertEqual(self.amo.tag_names(self.deal), ["gift", "urgent"])

    def test_both_sides_at_once(self):
        self.lead.tag_ids = self.lead.tag_ids[:1] + self.tag("urgent")
        dropped = ({"VIP", "gift"} - set(self.names())).pop()
        self.amo.set_tags(self.deal, "VIP", "gift", "new there")
        self.run_crons()
        self.assertEqual(sorted(self.amo.tag_names(self.deal)), self.names())
        self.assertIn("new there", self.names())
        self.assertNotIn(dropped, self.names())

    def test_one_way_only(self):
        row = self.account.field_map_ids.filtered(lambda row: row.amo_field == "tags")
        row.direction = "in"
        self.lead.tag_ids = self.tag("ours")
        self.change("VIP", "gift", "more")
        self.assertEqual(self.names(), ["more", "ours"])
        self.assertFalse(self.patches())
        row.direction = "out"
        self.change("VIP")
        self.assertEqual(self.names(), ["more", "ours"])

    def test_switched_off(self):
        row = self.account.field_map_ids.filtered(lambda row: row.amo_field == "tags")
        row.field_id = False
        self.change("more")
        self.assertEqual(self.names(), ["VIP", "gift"])

    def test_answer_without_tags_takes_none_off(self):
        del self.amo.leads[self.deal["id"]]["_embedded"]["tags"]
        self.amo.touch(self.deal)
        self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()
        self.assertEqual(self.names(), ["VIP", "gift"])

    def test_lost_answer(self):
        self.lead.tag_ids += self.tag("urgent")
        self.amo.fault("timeout", method="PATCH", after=True)
        self.run_crons()
        self.run_crons()
        self.assertEqual(self.amo.tag_names(self.deal), ["VIP", "gift", "urgent"])
        self.assertEqual(len(self.patches()), 1, "it had arrived")
        self.change("VIP", "gift")
        self.assertEqual(self.names(), ["VIP", "gift"])

    @settings(max_examples=300, deadline=None)
    @given(BEFORE, MEMBERS, MEMBERS)
    def test_any_two_sets_agree_afterwards(self, before, amo, odoo):
        snapshot = None if before is None else {"amo": sorted(before), "odoo": sorted(before)}
        merged = merge.merge_sets(snapshot, amo, odoo)
        there = (amo | merged.to_add) - merged.to_delete
        self.assertEqual(there, merged.odoo)
        known = before or frozenset()
        for member in "abcd":
            touched = [side for side in (amo, odoo) if (member in side) != (member in known)]
            stands = (member in touched[0]) if touched else member in known
            self.assertEqual(member in there, stands, member)

    @settings(max_examples=300, deadline=None)
    @given(MEMBERS, MEMBERS, MEMBERS, MEMBERS, st.sampled_from(("in", "out")))
    def test_one_way_never_touches_the_other_side(self, amo_was, odoo_was, amo, odoo, direction):
        snapshot = {"amo": sorted(amo_was), "odoo": sorted(odoo_was)}
        merged = merge.merge_sets(snapshot, amo, odoo, direction)
        if direction == "in":
            self.assertFalse(merged.to_add or merged.to_delete)
        else:
            self.assertFalse(merged.to_take or merged.to_drop)
