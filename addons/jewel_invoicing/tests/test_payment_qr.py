import doctest
from decimal import Decimal as D

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .. import payment_qr, transfer_text
from ..payment_qr import kopecks, payment_text

SELLER = {
    "name": "ООО «Мастерская Самоцветова»",
    "account": "40702810200000012345",
    "bank": "Банк «Образцовый»",
    "bic": "044525225",
    "corr_account": "30101810400000000225",
}


@tagged("post_install", "-at_install")
class TestPaymentQr(BaseCase):
    def test_examples(self):
        for module in (payment_qr, transfer_text):
            self.assertEqual(doctest.testmod(module).failed, 0)

    @capability("A55")
    def test_whole_text(self):
        text = payment_text(
            **SELLER,
            amount=D("245000.10"),
            purpose="Оплата по счету № P2026-00001",
            inn="7704012340",
            kpp="770401001",
        )
        self.assertEqual(
            text,
            "ST00012|Name=ООО «Мастерская Самоцветова»|PersonalAcc=40702810200000012345"
            "|BankName=Банк «Образцовый»|BIC=044525225|CorrespAcc=30101810400000000225"
            "|Sum=24500010|Purpose=Оплата по счету № P2026-00001|PayeeINN=7704012340|KPP=770401001",
        )

    def test_empty_values_are_left_out(self):
        text = payment_text(**SELLER)
        self.assertNotIn("Sum=", text)
        self.assertNotIn("KPP=", text)
        self.assertIn("|CorrespAcc=0", payment_text(**{**SELLER, "corr_account": ""}))

    def test_separator_is_one_that_no_value_has(self):
        text = payment_text(**{**SELLER, "name": "A|B"})
        self.assertTrue(text.startswith("ST00012~Name=A|B~PersonalAcc="))
        with self.assertRaisesRegex(ValueError, "separator"):
            payment_text(**SELLER, purpose=payment_qr.SEPARATORS)

    def test_texts_are_cut_and_made_one_line(self):
        text = payment_text(**{**SELLER, "name": "Я" * 161, "bank": "Б\n" * 30}, purpose="п" * 211)
        pairs = dict(part.split("=") for part in text.split("|")[1:])
        self.assertEqual(len(pairs["Name"]), 160)
        self.assertLessEqual(len(pairs["BankName"]), 45)
        self.assertNotIn("\n", text)
        self.assertEqual(len(pairs["Purpose"]), 210)

    def test_codes_are_never_cut(self):
        for key, value in (
            ("account", "4" * 21),
            ("bic", "0445252255"),
            ("corr_account", "3" * 21),
        ):
            with self.assertRaisesRegex(ValueError, "longer"):
                payment_text(**{**SELLER, key: value})

    def test_missing_requisites(self):
        with self.assertRaisesRegex(ValueError, "Name, BIC"):
            payment_text(**{**SELLER, "name": " ", "bic": ""})

    def test_kopecks(self):
        self.assertEqual(kopecks(D("0.01")), 1)
        self.assertEqual(kopecks(D("999999999.99")), 99999999999)
        for wrong in (D(0), D("-1"), D("1.005")):
            with self.assertRaises(ValueError):
                kopecks(wrong)
        with self.assertRaises(TypeError):
            kopecks(1.1)
