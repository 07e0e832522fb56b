from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase

MATRIX = Path(__file__).parent / "access_matrix.csv"


@tagged("post_install", "-at_install")
@capability("A2")
class TestAccess(JewelInvoicingCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_a_manager_sees_the_requests_of_his_own_deals(self):
        mine = self._open()
        foreign = self.env["crm.lead"].browse(
            self._create_deal(user_id=self.users["director"].id, expected_revenue=1).id
        )
        foreign = foreign._create_pay_request("prepayment")
        both = (mine + foreign).ids

        def seen_by(role):
            requests = self.env["jewel.pay.request"].with_user(self.users[role])
            return requests.search([("id", "in", both)])

        self.assertEqual(seen_by("sales_manager"), mine)
        self.assertEqual(len(seen_by("accountant")), 2)
        self.assertEqual(len(seen_by("director")), 2)
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).action_cancel()
        with self.assertRaises(AccessError):
            foreign.line_ids.with_user(self.manager).write({"price_unit": 5})

    def test_what_was_sent_is_edited_by_nobody(self):
        """By RPC, past the form: state, sum, composition and deal of a request that is out."""
        other = self._create_deal(expected_revenue=5)
        draft = self.deal.with_user(self.manager)._create_pay_request("prepayment")
        for values in ({"state": "paid"}, {"token": "guessed"}, {"name": "P1"}):
            with self.assertRaises(AccessError):
                draft.write(values)
        with self.assertRaises(AccessError):
            draft.copy({"state": "paid"})
        sent = self._open().with_user(self.manager)
        for values in ({"amount_total": 1}, {"deal_id": other.id}, {"state": "draft"}):
            with self.assertRaises(AccessError):
                sent.write(values)
        with self.assertRaises(AccessError):
            sent.line_ids.write({"name": "Something else"})
        with self.assertRaises(AccessError):
            sent.line_ids.unlink()
        with self.assertRaises(AccessError):
            sent.line_ids.copy()
        sent.expires_at = "2030-01-01"

    def test_no_sum_and_no_link_reaches_the_bench(self):
        request = self._open(terms="Terms of Zvezdochetov")
        self._pay(request)
        secrets = ("Zvezdochetov", "122500", request.sudo().token)
        for role in ("jeweller", "production_head", "storekeeper"):
            self.assertNoLeak(self.users[role], secrets[2:], module="jewel_invoicing")
        self.assertNoLeak(self.users["jeweller"], secrets, module="jewel_invoicing")

    def test_nobody_registers_himself(self):
        parameter = self.env["ir.config_parameter"].get_param("auth_signup.invitation_scope")
        self.assertEqual(parameter, "b2b")
