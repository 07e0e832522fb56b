from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import AmocrmCase, capability


@tagged("post_install", "-at_install")
class TestFieldTarget(AmocrmCase):
    """A field of a deal in amoCRM meets a field of the deal's order or client."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal(fields={701: [{"value": "PO-7"}]})
        self.lead = self.import_deal(self.deal)

    def order(self, **values):
        return self.env["sale.order"].create(
            {"partner_id": self.lead.partner_id.id, "opportunity_id": self.lead.id, **values}
        )

    def update(self, text):
        self.amo.touch(self.deal)["custom_fields_values"][0]["values"] = [{"value": text}]
        self.import_deal(self.deal, "update")

    @capability("A1")
    def test_field_of_the_newest_live_order(self):
        self.map_field("701", "client_order_ref", direction="both", target="order")
        self.run_crons()
        self.assertIn("no order that could hold “PO-7”", self.lead.amocrm_problem)
        first = self.order()
        self.run_crons()
        self.assertEqual(first.client_order_ref, "PO-7", "the order came, and with it the value")
        self.assertFalse(self.lead.amocrm_problem)
        second = self.order(client_order_ref="PO-8")
        self.update("PO-9")
        self.assertEqual((first.client_order_ref, second.client_order_ref), ("PO-7", "PO-9"))
        second.unlink()
        self.update("PO-10")
        self.assertEqual(first.client_order_ref, "PO-10")

    @capability("A1")
    def test_number_of_a_dead_order_does_not_stay_in_amocrm(self):
        self.map_field("701", "name", direction="out", target="order")
        first, second = self.order(name="S-1"), self.order(name="S-2")
        self.run_crons()
        self.assertEqual(self.there(), [{"value": "S-2"}])
        second.unlink()
        self.run_crons()
        self.assertEqual(self.there(), [{"value": "S-1"}])
        first.with_user(self.env.ref("base.user_admin")).unlink()
        self.run_crons()
        self.assertFalse(self.there())
        change = self.env["amocrm.change"].search([("lead_id", "=", self.lead.id)], limit=1)
        self.assertEqual((change.old_value, change.new_value), ("S-1", False))
        self.assertEqual(change.user_id, self.env.ref("base.user_admin"))
        self.order(name="S-3")
        self.run_crons()
        self.assertEqual(self.there(), [{"value": "S-3"}])
        self.assertFalse(self.lead.amocrm_problem)

    def test_what_a_person_wrote_in_place_of_a_dead_order_stays(self):
        self.map_field("701", "name", direction="out", target="order")
        order = self.order(name="S-1")
        self.run_crons()
        order.unlink()
        self.update("by hand")
        self.assertEqual(self.there(), [{"value": "by hand"}])

    def test_sum_of_a_dead_order_does_not_stay_in_the_budget(self):
        self.map_field("price", "amount_total", direction="both", target="order")
        order = self.order()
        product = self.env["product.product"].create({"name": "Ring", "taxes_id": False})
        order.order_line = [(0, 0, {"product_id": product.id, "price_unit": 125, "tax_ids": False})]
        self.run_crons()
        order.unlink()
        for _time in range(2):
            self.run_crons()
            self.import_deal(self.deal, "update")
        self.assertEqual(self.amo.leads[self.deal["id"]]["price"], 0)
        self.assertFalse(self.lead.amocrm_problem)

    def there(self):
        return self.amo.value(self.deal, 701)

    @capability("A1")
    def test_change_of_the_order_goes_to_the_deal(self):
        self.map_field("701", "client_order_ref", direction="both", target="order")
        order = self.order()
        self.run_crons()
        order.with_user(self.env.ref("base.user_admin")).client_order_ref = "PO-11"
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 701), [{"value": "PO-11"}])
        order.note = "nothing to amoCRM"
        self.assertFalse(self.binding_of("leads", self.deal).mark_ids)

    @capability("A1")
    def test_sum_of_the_order_follows_its_lines(self):
        self.map_field("706", "amount_total", direction="out", target="order")
        order = self.order()
        product = self.env["product.product"].create({"name": "Ring", "taxes_id": False})
        line = {"product_id": product.id, "price_unit": 125.75, "tax_ids": False}
        order.order_line = [(0, 0, line)]
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 706), [{"value": "125.75"}])
        order.order_line.price_unit = 200
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 706), [{"value": "200"}])

    @capability("A1")
    def test_field_of_the_client(self):
        self.map_field("701", "function", direction="both", target="client")
        self.run_crons()
        partner = self.lead.partner_id
        self.assertEqual(partner.function, "PO-7")
        partner.function = "Director"
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 701), [{"value": "Director"}])

    def test_refused_value_of_an_order_is_told_on_the_deal(self):
        self.map_field("701", "validity_date", target="order")
        self.order()
        self.run_crons()
        self.assertIn("does not fit the Odoo field", self.lead.amocrm_problem)

    def test_pair_with_a_field_of_something_else_is_refused(self):
        row = self.map_field("701", "referred")
        with self.assertRaisesRegex(ValidationError, "is no field of what"):
            row.target = "order"
        contact_row = self.account.field_map_ids.filtered(lambda row: row.amo_field == "601")
        with self.assertRaisesRegex(ValidationError, "field of a contact"):
            contact_row.write({"target": "client", "field_id": False})

    def test_direction_decides_what_is_watched(self):
        row = self.map_field("701", "client_order_ref", direction="in", target="order")
        order = self.order()
        self.run_crons()
        order.client_order_ref = "x"
        self.assertFalse(self.binding_of("leads", self.deal).mark_ids)
        row.direction = "both"
        self.run_crons()
        order.client_order_ref = "y"
        self.assertTrue(self.binding_of("leads", self.deal).mark_ids)
