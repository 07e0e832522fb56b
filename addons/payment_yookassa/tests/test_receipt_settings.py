from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .receipt_case import ReceiptCase


@tagged("post_install", "-at_install")
class TestReceiptSettings(ReceiptCase):
    def test_receipts_want_a_vat_that_was_chosen(self):
        self.provider.yookassa_receipts = "off"
        self.provider.yookassa_vat = False
        with self.assertRaisesRegex(ValidationError, "VAT Where None Is Known"):
            self.provider.yookassa_receipts = "yookassa"

    def test_cash_register_wants_a_tax_system(self):
        with self.assertRaisesRegex(ValidationError, "Tax System"):
            self.provider.yookassa_receipts = "register"
        self.provider.write({"yookassa_receipts": "register", "yookassa_tax_system": "1"})

    def test_responsible_must_see_receipts(self):
        accountant = new_test_user(self.env, "blind", groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.provider.yookassa_responsible_id = accountant

    def test_address_of_a_receipt_is_checked(self):
        for wrong in (
            "http://ofd.example/{fn}",
            "https://ofd.example/{secret}",
            "https://x/{fn.a}",
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.provider.yookassa_receipt_link = wrong

    def test_without_the_switch_nothing_is_sent(self):
        self.provider.yookassa_receipts = "off"
        tx = self.paid()
        self.assertNotIn("receipt", self.yoo.sent("POST", "/payments")[0]["body"])
        self.assertFalse(tx.yookassa_receipt_ids)
        self.assertFalse(self.hand_over(tx))
