from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..const import ROLES
from .common import JewelCase, capability

MATRIX = Path(__file__).parent / "access_matrix.csv"
PHONE, PRICE, COST = "+7 911 765-43-21", "918273", "564738"


@tagged("post_install", "-at_install")
@capability("A2", "C3")
class TestAccess(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls.env["res.partner"].create(
            {"name": "Client Zvezdochetov", "phone": PHONE, "street": "Tajnaya 13"}
        )
        cls.env["res.partner.bank"].create(
            {"partner_id": cls.client.id, "acc_number": "ACC-ZVEZDA-1"}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Model", "list_price": float(PRICE), "standard_price": float(COST)}
        )

    def _allow_export(self, role):
        """So that an export is refused for what it exports, and not at once."""
        self.users[role].write({"group_ids": [(4, self.env.ref("base.group_allow_export").id)]})

    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_jeweller_reads_no_price_and_no_client_by_any_field_of_any_model(self):
        self.client.message_post(body="Please call Zvezdochetov", partner_ids=self.client.ids)
        self.client.activity_schedule("mail.mail_activity_data_todo", summary="Call Zvezdochetov")
        self.env["product.pricelist"].create(
            {
                "name": "Pricelist",
                "item_ids": [
                    (
                        0,
                        0,
                        {"product_tmpl_id": self.product.product_tmpl_id.id, "fixed_price": PRICE},
                    )
                ],
            }
        )
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.client.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "price": COST,
            }
        )
        secrets = (PHONE, "79117654321", "Zvezdochetov", "Tajnaya", "ACC-ZVEZDA", PRICE, COST)
        self.assertNoLeak(self.users["jeweller"], secrets, module="jewel_base")

    def test_the_scan_would_notice_a_leak(self):
        with self.assertRaisesRegex(AssertionError, "res.partner"):
            self.assertNoLeak(self.users["sales_manager"], [PHONE])
        with self.assertRaisesRegex(AssertionError, "product.template"):
            self.assertNoLeak(self.users["sales_manager"], [PRICE])

    def test_every_route_to_a_price_is_closed_to_the_jeweller(self):
        self._allow_export("jeweller")
        product = self.product.with_user(self.users["jeweller"])
        routes = {
            "read": lambda: product.read(["list_price"]),
            "web_read": lambda: product.web_read({"lst_price": {}}),
            "export": lambda: product.export_data(["list_price"]),
            "search": lambda: product.search([("list_price", ">", 1)]),
            "path": lambda: product.search([("product_tmpl_id.list_price", ">", 1)]),
            "order": lambda: product.search([], order="lst_price"),
            "group": lambda: product.formatted_read_group([], [], ["list_price:max"]),
            "attribute": lambda: product.standard_price,
        }
        for name, route in routes.items():
            product.env.invalidate_all()
            with self.subTest(route=name), self.assertRaises(UserError):
                route()
        self.assertNotIn("list_price", product.fields_get())
        self.assertEqual(product.name, "Model")

    def test_every_route_to_a_client_is_closed_to_production(self):
        for role in ("jeweller", "production_head", "courier"):
            self._allow_export(role)
            client = self.client.with_user(self.users[role])
            self.assertFalse(client.search([("phone", "=", PHONE)]))
            self.assertFalse(client.name_search("Zvezdochetov"))
            self.assertFalse(client.search([("id", "=", client.id)]))
            for route in (
                lambda client=client: client.read(["phone"]),
                lambda client=client: client.web_read({"phone": {}}),
                lambda client=client: client.export_data(["phone"]),
            ):
                with self.assertRaises(AccessError):
                    route()

    def test_production_sees_colleagues_and_its_own_company(self):
        jeweller = self.users["jeweller"]
        colleague = self.users["production_head"].partner_id.with_user(jeweller)
        self.assertEqual(colleague.name, colleague.sudo().name)
        self.assertTrue(self.env.company.partner_id.with_user(jeweller).name)

    def test_a_client_with_a_portal_login_is_no_colleague(self):
        portal = self._create_role_user(login="portal_client")
        portal.write({"group_ids": [(6, 0, [self.env.ref("base.group_portal").id])]})
        for role in ("jeweller", "production_head"):
            self.assertFalse(portal.with_user(self.users[role]).search([("id", "=", portal.id)]))

    def test_roles_that_work_with_clients_see_them(self):
        for role in set(ROLES) - {"jeweller", "production_head", "courier"}:
            self.assertEqual(self.client.with_user(self.users[role]).phone, PHONE)

    def test_a_second_role_lifts_the_restriction(self):
        both = self._create_role_user("jeweller", "sales_manager")
        self.assertFalse(both._is_jewel_bench_only())
        self.assertEqual(self.client.with_user(both).phone, PHONE)
        self.assertEqual(self.product.with_user(both).list_price, float(PRICE))
        master = self._create_role_user("jeweller", "production_head")
        self.assertFalse(master._is_jewel_bench_only())
        self.assertTrue(master._is_jewel_production_only())

    def test_restriction_comes_and_goes_with_the_role(self):
        user = self._create_role_user("jeweller", login="rising")
        self.assertTrue(user._is_jewel_bench_only())
        user.write({"group_ids": [(4, self.env.ref("jewel_base.group_director").id)]})
        self.assertFalse(user._is_jewel_bench_only())

    def test_an_employee_without_a_role_is_left_as_core_has_him(self):
        employee = self._create_role_user()
        self.assertEqual(self.client.with_user(employee).phone, PHONE)
        self.assertEqual(self.product.with_user(employee).list_price, float(PRICE))

    def test_jeweller_sees_his_own_activities_only(self):
        jeweller = self.users["jeweller"]
        record = self.product.product_tmpl_id
        mine = record.activity_schedule("mail.mail_activity_data_todo", user_id=jeweller.id)
        other = record.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.users["director"].id
        )
        seen = (
            self.env["mail.activity"].with_user(jeweller).search([("id", "in", (mine + other).ids)])
        )
        self.assertEqual(seen, mine)

    def test_sudo_is_not_restricted(self):
        product = self.product.with_user(self.users["jeweller"]).sudo()
        self.assertEqual(product.list_price, float(PRICE))
