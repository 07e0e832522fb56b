from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .. import transactions
from .common import AmocrmCase, capability
from .stub_amocrm import READY

TABLES = (
    "amocrm_binding",
    "amocrm_mark",
    "amocrm_change",
    "amocrm_conflict",
    "crm_lead",
    "res_partner",
    "mail_message",
    "mail_activity",
    "mail_mail",
    "ir_cron_trigger",
)


@tagged("post_install", "-at_install")
class TestPreview(AmocrmCase):
    """What would be written, without writing it."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal(fields={701: [{"value": "a friend"}]})
        self.lead = self.import_deal(self.deal)

    def rows(self):
        """All that the database holds, to the column."""
        self.env.flush_all()
        found = {}
        for table in TABLES:
            self.env.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")  # noqa: S608
            found[table] = self.env.cr.fetchall()
        return found

    def ask(self, button):
        """Press a button that ends the transaction before it calls, which a test may not."""
        with patch.object(transactions, "commit"):
            return button()

    def preview(self):
        action = self.ask(self.lead.with_user(self.admin).action_amocrm_preview)
        lines = self.env["amocrm.preview"].browse(action["res_id"]).line_ids
        return {line.name: line for line in lines}

    @capability("A1")
    def test_all_four_outcomes_and_nothing_is_written(self):
        self.map_field("price", "expected_revenue", direction="both", owner="ask")
        self.run_crons()
        self.lead.write({"referred": "the web", "expected_revenue": 5000})
        deal = self.amo.touch(self.deal)
        deal.update(name="Brooch", price=7000, status_id=READY)
        country = {"field_id": 702, "values": [{"value": "Atlantis"}]}
        deal["custom_fields_values"].append(country)
        before = self.rows()
        lines = self.preview()
        self.assertEqual(self.rows(), before)
        self.assertEqual(
            {name: lines[name].action for name in ("Name", "Referred by", "Budget", "Stage")},
            {"Name": "pull", "Referred by": "push", "Budget": "ask", "Stage": "pull"},
        )
        self.assertEqual(lines["Country"].action, "refused")
        self.assertIn("“Atlantis” is not known", lines["Country"].reason)
        self.assertEqual((lines["Budget"].amo_value, lines["Budget"].odoo_value), ("7000", "5000"))
        self.assertEqual(lines["Name"].odoo_value, "Ring")
        self.assertFalse(self.amo.called("PATCH") or self.amo.called("POST"))

    def test_tags_of_both_sides_are_named(self):
        self.map_field("tags", "tag_ids", direction="both")
        self.amo.touch(self.deal)["_embedded"]["tags"] = [{"id": 1, "name": "gift"}]
        self.lead.tag_ids = self.env["crm.tag"].create({"name": "VIP"})
        line = self.preview()["Tags"]
        self.assertEqual((line.amo_value, line.odoo_value), ("gift", "VIP"))

    def test_deal_that_is_not_here_yet(self):
        deal = self.add_full_deal(name="New")
        self.env["amocrm.binding"]._mark_stale(self.account, "leads", [str(deal["id"])], True)
        before = self.rows()
        action = self.ask(self.binding_of("leads", deal).action_preview)
        self.assertEqual(self.rows(), before)
        lines = self.env["amocrm.preview"].browse(action["res_id"]).line_ids
        self.assertIn("New", lines.mapped("amo_value"))
        self.assertFalse(self.lead_of(deal))

    def test_deal_that_is_gone_there(self):
        self.deal["is_deleted"] = True
        action = self.ask(self.lead.action_amocrm_preview)
        preview = self.env["amocrm.preview"].browse(action["res_id"])
        self.assertIn("was deleted in amoCRM", preview.note)

    def test_administrators_only(self):
        self.lead.user_id = self.seller
        with self.assertRaises(AccessError):
            self.lead.with_user(self.seller).action_amocrm_preview()
