from odoo.tests import tagged

from odoo.addons.amocrm_connector.tests.common import AmocrmCase, capability

LINKS = {"JEWEL_PREPAYMENT_LINK", "JEWEL_BALANCE_LINK", "JEWEL_RECEIPT_LINK"}


@tagged("post_install", "-at_install")
class TestOwnFields(AmocrmCase):
    """An amoCRM that knows nothing of jewellery gets the fields that the workshop needs."""

    def make(self):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.account.with_env(self.env(cr=cr, user=self.admin.id)).action_create_own_fields()
        self.env.invalidate_all()
        return {row["code"]: row for row in self.amo.fields["leads"] if row["code"]}

    @capability("A1")
    def test_missing_fields_are_made_once_with_our_vocabulary(self):
        made = self.make()
        self.assertTrue(LINKS <= made.keys())
        self.assertEqual({made[code]["type"] for code in LINKS}, {"url"})
        self.assertEqual(made["JEWEL_DEADLINE"]["type"], "date_time")
        alloys = [enum["value"] for enum in made["JEWEL_ALLOY"]["enums"]]
        self.assertEqual(alloys, self.env["jewel.alloy"].search([]).mapped("name"))
        self.assertEqual(len(self.make()), len(made))
        self.assertFalse(self.account.missing_fields)

    @capability("A7")
    def test_their_pairs_are_proposed_at_once(self):
        self.make()
        rows = self.account.field_map_ids
        pairs = {row.code or row.amo_field: row.field_name for row in rows}
        self.assertEqual(pairs["JEWEL_ALLOY"], "alloy_id")
        self.assertEqual(pairs["704"], "sketch_ids", "a field «Sketch» was there")
        self.assertEqual(pairs["JEWEL_FINISHED"], "amocrm_finished_at")
        self.assertEqual(pairs["JEWEL_PRODUCTION"], "amocrm_production")
        self.assertEqual(pairs["ODOO_ORDER"], "amocrm_order_names")
        self.assertEqual(pairs["JEWEL_PREPAYMENT_LINK"], "prepayment_compose_url")
        self.assertEqual(pairs["JEWEL_BALANCE_LINK"], "balance_compose_url")
        self.assertEqual(pairs["JEWEL_RECEIPT_LINK"], "receipt_url")

    def test_fields_made_by_hand_under_our_names_are_used(self):
        self.amo.add_field("leads", 901, "Engraving", "text")
        self.assertNotIn("JEWEL_ENGRAVING", self.make())
        row = self.account.field_map_ids.filtered(lambda row: row.amo_field == "901")
        self.assertEqual(row.field_name, "engraving")
