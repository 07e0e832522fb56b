from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AmocrmCase, capability


@tagged("post_install", "-at_install")
class TestLive(AmocrmCase):
    """Fields that managers fill in amoCRM are columns of the panel, fresh at any moment."""

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        amo.add_field("leads", 760, "First payment", "monetary")
        amo.add_field("leads", 761, "Paid on", "date")
        amo.add_field("leads", 762, "Source", "select", options=("Card", "Cash"))
        amo.add_field("leads", 763, "Layout", "file")
        return amo

    def setUp(self):
        # Before that of Odoo, hence done after its rollback: with the fields still there, the
        # registry would keep them for all classes that follow.
        self.addCleanup(self.registry.reset_changes)
        self.addCleanup(self.registry.clear_all_caches)
        super().setUp()

    def rows(self, *numbers):
        return self.account.field_map_ids.filtered(lambda row: row.amo_field in numbers)

    def make_fields(self, user, *numbers):
        self.rows(*numbers).with_user(user).action_make_field()

    def columns(self, view):
        view = self.env.ref(view)
        arch = self.env["crm.lead"].with_user(self.seller).get_view(view.id, view.type)
        return {node.get("name"): node for node in etree.fromstring(arch["arch"]).iter("field")}

    @capability("A26")
    def test_payment_fields_of_amocrm_become_columns_with_sums(self):
        view = "amocrm_connector.crm_lead_view_list_live"
        self.assertNotIn("x_amocrm_760", self.columns(view))
        self.make_fields(self.admin, "760", "761", "762")
        fields = {760: [{"value": 500.5}], 762: [{"value": "Cash", "enum_id": 76201}]}
        lead = self.import_deal(self.add_full_deal(price=1000, fields=fields))
        self.assertEqual(lead.x_amocrm_760, 500.5)
        self.assertEqual(lead.x_amocrm_762, "Cash")
        columns = self.columns(view)
        self.assertEqual(columns["x_amocrm_760"].get("sum"), "First payment")
        self.assertIn("x_amocrm_761", columns)
        self.assertIn("recurring_revenue", columns)
        self.assertNotIn("x_amocrm_760", self.columns("crm.crm_case_tree_view_oppor"))
        self.assertIn("x_amocrm_760", self.columns("amocrm_connector.crm_lead_view_kanban_live"))
        form = self.env["crm.lead"].with_user(self.seller).get_view(view_type="form")["arch"]
        [group] = etree.fromstring(form).xpath("//group[@name='amocrm_fields']")
        self.assertEqual(len(group), 3)

    def test_new_pair_is_a_column_at_once(self):
        view = "amocrm_connector.crm_lead_view_list_live"
        self.assertNotIn("contact_name", self.columns(view))
        self.rows("701")._set_field("contact_name")
        self.assertIn("contact_name", self.columns(view))

    def test_made_once(self):
        self.make_fields(self.admin, "760")
        field = self.rows("760").field_id
        self.make_fields(self.admin, "760")
        self.assertEqual(self.rows("760").field_id, field)
        self.rows("760").field_id = False
        self.make_fields(self.admin, "760")
        self.assertEqual(self.rows("760").field_id, field)

    def test_what_cannot_be_made_is_told_and_nothing_is_made(self):
        with self.assertRaisesRegex(UserError, "Layout"):
            self.make_fields(self.admin, "760", "763")
        self.assertFalse(self.rows("760").field_id)

    def test_sellers_make_no_fields(self):
        with self.assertRaises(AccessError):
            self.make_fields(self.seller, "760")

    @capability("A26")
    def test_open_panels_are_told_once_a_transaction(self):
        deal = self.add_full_deal(price=1000)
        lead = self.import_deal(deal)
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        lead.name = "One"
        lead.name = "Two"
        self.env.cr.precommit.run()
        [message] = self.env["bus.bus"].search([("message", "like", "amocrm_deals_changed")])
        group = self.env.ref("sales_team.group_sale_salesman")
        self.assertIn(f'"res.groups",{group.id}', message.channel)
        self.assertNotIn("Two", message.message)
