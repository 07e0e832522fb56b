from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase

MATRIX = Path(__file__).parent / "access_matrix.csv"
PHONE, PRICE = "+7 911 765-43-21", 918273.5


@tagged("post_install", "-at_install")
@capability("A2", "C3")
class TestAccess(JewelOrderCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_a_manager_sees_his_own_deals_and_those_of_nobody(self):
        mine, free = self._create_deal(), self._create_deal(user_id=False)
        foreign = self._create_deal(user_id=self.users["director"].id)
        deals = self.env["crm.lead"].with_user(self.manager)
        self.assertEqual(deals.search([("id", "in", (mine + free + foreign).ids)]), mine + free)
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager)._jewel_set_stage("prepayment")
        director = deals.with_user(self.users["director"])
        self.assertEqual(director.search_count([("id", "in", (mine + free + foreign).ids)]), 3)

    def test_no_client_and_no_price_reaches_the_bench(self):
        self.client_partner.write({"phone": PHONE, "street": "Tajnaya 13"})
        deal = self._create_deal(
            name="Zvezdochetov wants a ring", expected_revenue=PRICE, phone=PHONE
        )
        deal._jewel_set_stage("production")
        deal.message_post(body="Zvezdochetov called")
        deal.activity_schedule("mail.mail_activity_data_todo", user_id=self.manager.id)
        start = fields.Datetime.now()
        self.env["calendar.event"].create(
            {
                "name": "Fitting for Zvezdochetov",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [(6, 0, (self.client_partner + self.manager.partner_id).ids)],
                "opportunity_id": deal.id,
            }
        )
        secrets = ("Zvezdochetov", PHONE, "79117654321", "Tajnaya", "918273")
        self.assertNoLeak(self.users["jeweller"], secrets, module="jewel_order")
        phone_and_street = (PHONE, "79117654321", "Tajnaya")
        self.assertNoLeak(self.users["production_head"], phone_and_street, module="jewel_order")

    def test_accountant_reads_orders_and_makes_no_new_ones(self):
        order = self._create_order(self._create_deal())
        orders = self.env["sale.order"].with_user(self.users["accountant"])
        self.assertEqual(orders.search([("id", "=", order.id)]), order)
        with self.assertRaises(AccessError):
            orders.create({"partner_id": self.client_partner.id})

    def test_menus_open_to_the_roles_that_use_them(self):
        seen_by = {
            menu: {
                role
                for role, user in self.users.items()
                if self.env.ref(f"jewel_order.{menu}").id
                in self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            }
            for menu in ("menu_deal", "menu_order", "menu_stage")
        }
        self.assertEqual(
            seen_by,
            {
                "menu_deal": {"sales_manager", "director"},
                "menu_order": {"sales_manager", "director", "accountant"},
                "menu_stage": {"director"},
            },
        )


@tagged("post_install", "-at_install")
@capability("A2", "C3")
class TestAccessOverHttp(HttpCase, JewelOrderCase):
    def setUp(self):
        super().setUp()
        self.order = self._create_order(self._create_deal())
        self.authenticate("jewel_test_jeweller", "jewel_test_jeweller")

    def test_the_route_that_prices_a_product_is_closed_to_the_jeweller(self):
        product = self.order.order_line.product_template_id
        for user, closed in (("jewel_test_jeweller", True), (self.manager.login, False)):
            self.authenticate(user, user)
            reply = self.url_open(
                "/sale/product_configurator/get_values",
                json={
                    "params": {
                        "product_template_id": product.id,
                        "quantity": 1,
                        "currency_id": self.env.company.currency_id.id,
                        "so_date": "2026-01-01",
                    }
                },
            ).json()
            self.assertEqual("error" in reply, closed, user)

    def test_printing_an_order_is_closed_to_the_jeweller(self):
        reply = self.url_open(f"/report/html/sale.report_saleorder/{self.order.id}")
        self.assertEqual(reply.status_code, 403)
        self.assertNotIn("Zvezdochetov", reply.text)
