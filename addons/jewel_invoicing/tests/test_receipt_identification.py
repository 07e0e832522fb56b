from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .receipt_common import SalesReceiptCase


@tagged("post_install", "-at_install")
class TestReceiptIdentification(SalesReceiptCase):
    """115-FZ: who pays much in cash is identified before the paper is printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.order_ids.order_line.price_unit = 60000.01

    def test_above_the_limit_nothing_is_printed_without_it(self):
        receipt = self._ship()
        with self.assertRefused("identification of the client"):
            receipt.with_user(self.manager)._print()
        self.assertFalse(receipt.version_ids)
        self._identify()
        version = receipt.with_user(self.manager)._print()
        courier = self._texts(version, "courier")
        self.assertIn("115-FZ", courier)
        for secret in ("Звездочётов", "987654", "Хамовники"):
            self.assertNotIn(secret, courier)
            self.assertNotIn(secret, str(version.content))

    def test_the_limit_itself_is_free(self):
        self.deal.order_ids.order_line.price_unit = 60000
        self.assertFalse(self._ship().needs_identification)

    def test_the_whole_deal_is_judged_not_the_part(self):
        self._pay_by_hand(59000, "transfer")
        receipt = self._ship()
        self.assertEqual(receipt.amount_collect, 1000.01)
        self.assertTrue(receipt.needs_identification)
        self._pay_by_hand(1000.01, "cash")
        receipt.invalidate_recordset()
        self.assertTrue(receipt.needs_identification, "a part was paid in cash")

    def test_without_cash_the_limit_of_cards_counts(self):
        receipt = self._ship(allow_cash=False)
        self.assertFalse(receipt.needs_identification)
        self.company.receipt_card_limit = 60000
        receipt.invalidate_recordset()
        self.assertTrue(receipt.needs_identification)

    def test_a_transfer_is_identified_by_the_bank(self):
        self._pay_by_hand(60000.01, "transfer")
        receipt = self._ship()
        self.assertFalse(receipt.needs_identification)
        receipt.with_user(self.manager).is_suspicious = True
        receipt.invalidate_recordset()
        self.assertTrue(receipt.needs_identification)

    def test_every_fact_must_be_there(self):
        receipt = self._ship().with_user(self.manager)
        action = receipt.action_identify()
        one = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        one.document_number = "12345"
        with self.assertRefused("Birth Date.*Address of Residence.*Series.*4.*6"):
            one.action_check()
        self.assertFalse(receipt.is_identified)
        self.assertEqual(receipt.action_identify()["res_id"], one.id)

    def test_a_change_takes_the_mark_away(self):
        receipt = self._ship()
        one = self._identify()
        self.assertTrue(receipt.is_identified)
        self.assertEqual(one.checked_by_id, self.manager)
        one.with_user(self.manager).document_number = "654321"
        receipt.invalidate_recordset()
        self.assertFalse(receipt.is_identified)
        with self.assertRaises(UserError):
            one.with_user(self.manager).checked_at = "2026-11-26 10:00:00"
        with self.assertRaises(ValidationError):
            one.birth_date = "2999-01-01"

    def test_only_those_who_answer_for_it_read_it(self):
        self._ship()
        one = self._identify()
        other = self._create_role_user("sales_manager", login="other_manager")
        for user in (self.manager, self.users["accountant"], self.users["director"]):
            self.assertEqual(one.with_user(user).document_number, "987654")
        closed = ("courier", "storekeeper", "planner", "jeweller", "production_head")
        for user in (other, *(self.users[role] for role in closed)):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                one.with_user(user).read(["document_number"])
        for role in ("accountant", "director"):
            with self.assertRaises(AccessError):
                one.with_user(self.users[role]).unlink()

    def test_the_courier_sees_the_mark_alone(self):
        receipt = self._ship()
        self._identify()
        mine = receipt.with_user(self.courier)
        self.assertEqual((mine.needs_identification, mine.is_identified), (True, True))
        self.assertNoLeak(self.courier, ["987654", "ОВД «Хамовники»"], module="jewel_invoicing")
