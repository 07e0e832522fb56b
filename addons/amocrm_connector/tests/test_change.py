from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import AmocrmCase, capability
from .stub_amocrm import WORK


@tagged("post_install", "-at_install")
class TestChange(AmocrmCase):
    """Who changed what, when, from which side."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal(fields={701: [{"value": "a friend"}]})
        self.lead = self.import_deal(self.deal)

    def changes(self, **values):
        domain = [("lead_id", "=", self.lead.id), *((k, "=", v) for k, v in values.items())]
        return self.env["amocrm.change"].search(domain)

    def test_first_meeting_leaves_no_rows(self):
        self.assertFalse(self.env["amocrm.change"].search([]))

    @capability("B45")
    def test_change_of_amocrm_names_its_user_and_both_values(self):
        self.amo.touch(self.deal).update(price=2500, updated_by=11)
        self.import_deal(self.deal, "update")
        change = self.changes()
        self.assertEqual(
            (change.name, change.source, change.old_value, change.new_value, change.author),
            ("Budget", "amo", "1000", "2500", "Maria"),
        )
        self.assertEqual(change.changed_at.timestamp(), self.deal["updated_at"])

    @capability("B45")
    def test_change_of_odoo_names_who_wrote_which_field(self):
        self.lead.with_user(self.seller).referred = "the web"
        self.env.flush_all()
        other = new_test_user(self.env, "lena", groups="sales_team.group_sale_manager")
        self.lead.with_user(other).expected_revenue = 2000
        self.run_crons()
        authors = {change.name: change.user_id for change in self.changes(source="odoo")}
        self.assertEqual(authors, {"Referred by": self.seller, "Budget": other})
        change = self.changes(name="Referred by")
        self.assertEqual((change.old_value, change.new_value), ("a friend", "the web"))

    @capability("B45")
    def test_stage_is_named_on_both_ways(self):
        self.amo.touch(self.deal).update(status_id=WORK, updated_by=0)
        self.import_deal(self.deal, "status")
        change = self.changes()
        self.assertEqual((change.old_value, change.author), ("Fresh", "Robot or integration"))
        self.assertIn("At Work", change.new_value)
        self.lead.with_user(self.seller).stage_id = self.finished
        self.run_crons()
        self.assertEqual(self.changes(source="odoo").new_value, "Finished")

    def test_refusal_of_amocrm_is_kept_once(self):
        self.amo.add_field("leads", 999, "Bad", "text")
        self.account._store_fields(self.amo.fields)
        self.map_field("999", "partner_name", direction="both")
        self.run_crons()
        self.lead.partner_name = "Firm"
        self.run_crons()
        self.lead.expected_revenue = 5
        self.run_crons()
        self.assertIn("Bad", self.lead.amocrm_problem)
        self.assertLessEqual(len(self.changes(kind="refused")), 1)

    def test_refusal_of_odoo_is_kept_once(self):
        self.map_field("701", "color", direction="in")
        self.import_deal(self.deal, "update")
        for text in ("ten", "ten", "eleven"):
            self.amo.touch(self.deal)["custom_fields_values"][0]["values"] = [{"value": text}]
            self.import_deal(self.deal, "update")
        refused = self.changes(kind="refused").sorted("id")
        self.assertEqual(refused.mapped("new_value"), ["a friend", "ten", "eleven"])
        self.assertIn("not a number", refused[0].reason)

    def test_change_whose_answer_was_lost_is_in_the_log(self):
        self.lead.with_user(self.seller).referred = "the web"
        self.env.flush_all()
        self.amo.fault("timeout", "/leads/", "PATCH", after=True)
        self.run_crons(ignore_waiting=False)
        self.assertFalse(self.changes())
        self.run_crons()
        self.assertEqual(self.changes().new_value, "the web")
        self.assertEqual(len(self.amo.called("PATCH", "/leads/")), 1)

    def test_one_create_per_exchange(self):
        self.amo.touch(self.deal).update(price=2500, name="Brooch", responsible_user_id=0)
        model = self.env.registry["amocrm.change"]
        calls, create = [], model.create

        def count(records, rows):
            calls.append(len(rows))
            return create(records, rows)

        with patch.object(model, "create", count):
            self.import_deal(self.deal, "update")
        self.assertEqual(calls, [3])

    @capability("B45")
    def test_salespeople_see_the_history_of_their_deals_only(self):
        self.lead.user_id = self.seller
        self.amo.touch(self.deal)["price"] = 2500
        self.import_deal(self.deal, "update")
        change = self.changes()[:1]
        stranger = new_test_user(self.env, "peter", groups="sales_team.group_sale_salesman")
        self.assertEqual(change.with_user(self.seller).new_value, "2500")
        domain = self.lead.with_user(self.seller).action_open_amocrm_changes()["domain"]
        self.assertIn(change, self.env["amocrm.change"].with_user(self.seller).search(domain))
        theirs = self.env["amocrm.change"].with_user(stranger)
        self.assertFalse(theirs.search([]))
        self.assertFalse(theirs._read_group([], ["name"]))
        with self.assertRaises(AccessError):
            change.with_user(stranger).read(["new_value"])
        with self.assertRaises(AccessError):
            change.with_user(self.seller).new_value = "1"
        outsider = new_test_user(self.env, "olga", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["amocrm.change"].with_user(outsider).search([])

    def test_old_rows_go_but_conflicts_stay(self):
        self.lead.expected_revenue = 5000
        self.amo.touch(self.deal).update(price=7000, name="Brooch")
        self.import_deal(self.deal, "update")
        self.assertEqual(set(self.changes().mapped("kind")), {"change", "conflict"})
        old = fields.Datetime.now() - timedelta(days=90)
        self.env.cr.execute("UPDATE amocrm_change SET create_date = %s", [old])
        self.env["amocrm.change"].invalidate_model()
        self.env["amocrm.change"]._gc_changes()
        self.assertEqual(self.changes().mapped("kind"), ["conflict"])
