from odoo.tests import tagged

from .common import AmocrmCase, capability, hook


@tagged("post_install", "-at_install")
class TestProducts(AmocrmCase):
    """Products of a deal become lines of its quotation."""

    def setUp(self):
        super().setUp()
        self.ring = self.amo.add_element("Ring", 1500.5, sku="R-1")
        self.box = self.amo.add_element("Box", 100)
        self.deal = self.add_full_deal()

    def arrive(self, *pairs):
        self.amo.set_products(self.deal, *pairs)
        self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()
        return self.lead_of(self.deal)

    def lines(self, lead):
        return sorted(
            (line.product_id.name, line.product_uom_qty, line.price_unit)
            for line in lead.order_ids.order_line
        )

    @capability("A1")
    def test_products_become_a_quotation(self):
        ours = self.env["product.product"].create({"name": "Golden ring", "default_code": "R-1"})
        lead = self.arrive((self.ring, 2), (self.box, 1))
        self.assertEqual(self.lines(lead), [("Box", 1, 100), ("Golden ring", 2, 1500.5)])
        self.assertEqual(lead.order_ids.state, "draft")
        self.assertEqual(lead.order_ids.partner_id, lead.partner_id)
        self.assertIn(ours, lead.order_ids.order_line.product_id)
        box = lead.order_ids.order_line.product_id - ours
        self.assertEqual(box.type, "consu")
        self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()
        self.assertEqual(len(lead.order_ids.order_line), 2)

    @capability("A1")
    def test_changes_are_followed_and_own_lines_left_alone(self):
        lead = self.arrive((self.ring, 1), (self.box, 1))
        lead.order_ids.order_line.filtered(lambda line: line.name == "Box").price_unit = 120
        own = self.env["product.product"].create({"name": "Engraving", "list_price": 5})
        lead.order_ids.order_line.create({"order_id": lead.order_ids.id, "product_id": own.id})
        self.arrive((self.ring, 3), (self.box, 1))
        expected = [("Box", 1, 120), ("Engraving", 1, 5), ("Ring", 3, 1500.5)]
        self.assertEqual(self.lines(lead), expected)
        self.arrive((self.box, 1))
        self.assertEqual(self.lines(lead), expected[:2])

    def test_confirmed_order_is_not_touched_and_the_deal_says_so(self):
        lead = self.arrive((self.ring, 1))
        lead.order_ids.action_confirm()
        self.arrive((self.ring, 2))
        self.assertEqual(self.lines(lead), [("Ring", 1, 1500.5)])
        self.assertIn(lead.order_ids.name, lead.amocrm_problem)
        self.arrive((self.ring, 1))
        self.assertFalse(lead.amocrm_problem)

    def test_deal_without_client_waits(self):
        self.deal["_embedded"]["contacts"] = []
        lead = self.arrive((self.ring, 1))
        self.assertFalse(lead.order_ids)
        self.amo.link(self.deal, [self.amo.add_contact("Anna")])
        self.arrive((self.ring, 1))
        self.assertEqual(self.lines(lead), [("Ring", 1, 1500.5)])

    def test_closed_deal_of_the_past_gets_no_quotation(self):
        self.deal["status_id"] = 143
        self.assertFalse(self.arrive((self.ring, 1)).order_ids)

    def test_products_found_by_binding_and_by_name(self):
        box = self.env["product.product"].create({"name": "Box"})
        lead = self.arrive((self.box, 1))
        self.assertEqual(lead.order_ids.order_line.product_id, box)
        box.name = "Gift box"
        self.deal = self.add_full_deal()
        self.assertEqual(self.arrive((self.box, 1)).order_ids.order_line.product_id, box)

    @capability("A1")
    def test_price_that_amocrm_sums_up_does_not_go_to_and_fro(self):
        self.amo.price_is_sum_of_products = True
        lead = self.arrive((self.ring, 2))
        self.assertEqual(lead.expected_revenue, 3000)
        lead.expected_revenue = 2500
        for _time in range(4):
            self.run_crons()
            self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()
        self.assertEqual(len(self.amo.called("PATCH", "/leads/")), 1)
        self.assertEqual(lead.expected_revenue, self.amo.leads[self.deal["id"]]["price"])
