import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import requisites
from .common import JewelCase

GOOD = [
    (requisites.is_inn, ("7707083893",)),
    (requisites.is_inn, ("500100732259",)),
    (requisites.is_inn, ("7704012340",)),
    (requisites.is_ogrn, ("1027700132195",)),
    (requisites.is_account, ("40702810200000012345", "044525225")),
    (requisites.is_corr_account, ("30101810400000000225", "044525225")),
]


@tagged("post_install", "-at_install")
class TestRequisites(BaseCase):
    def test_examples_in_the_docstrings_hold(self):
        self.assertFalse(doctest.testmod(requisites).failed)

    def test_right_numbers_are_right_with_spaces_around_too(self):
        for check, arguments in GOOD:
            self.assertTrue(check(*arguments), arguments)
            self.assertTrue(check(*(f" {text} " for text in arguments)), arguments)

    def test_a_wrong_control_digit_is_noticed(self):
        for check, (number, *rest) in GOOD:
            for digit in set("0123456789") - {number[-1]}:
                self.assertFalse(check(number[:-1] + digit, *rest))

    def test_any_one_wrong_digit_of_an_account_is_noticed(self):
        account, bik = "40702810200000012345", "044525225"
        for place in range(len(account)):
            for digit in set("0123456789") - {account[place]}:
                changed = account[:place] + digit + account[place + 1 :]
                self.assertFalse(requisites.is_account(changed, bik), changed)

    @given(st.one_of(st.none(), st.text(max_size=25)))
    def test_any_text_gets_an_answer_and_no_error(self, text):
        for check in (requisites.is_inn, requisites.is_kpp, requisites.is_ogrn, requisites.is_bik):
            self.assertIn(check(text), (True, False))
        for check in (requisites.is_account, requisites.is_corr_account):
            self.assertIn(check(text, text), (True, False))


@tagged("post_install", "-at_install")
class TestCompanyRequisites(JewelCase):
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create(
            {"name": "Romashka", "is_company": True, "country_id": self.env.ref("base.ru").id}
        )
        self.bank = self.env["res.bank"].create(
            {"name": "Bank", "bic": "044525225", "country": self.env.ref("base.ru").id}
        )

    def test_wrong_numbers_are_refused_in_words(self):
        for values, words in [
            ({"vat": "7707083894"}, "INN 7707083894 of Romashka.* is wrong"),
            ({"kpp": "77"}, "KPP 77 of Romashka.* is wrong"),
            ({"company_registry": "1027700132196"}, "OGRN 1027700132196 of Romashka.* is wrong"),
        ]:
            with self.assertRefused(words):
                self.partner.copy(values)

    def test_right_numbers_are_taken(self):
        self.partner.write(
            {"vat": "7707083893", "kpp": "770401001", "company_registry": "1027700132195"}
        )
        self.assertEqual(self.partner.company_registry_label, "OGRN")

    def test_a_foreign_company_is_left_alone(self):
        self.partner.country_id = self.env.ref("base.fr")
        self.partner.write({"vat": "FR23334175221", "company_registry": "33417522101010"})

    def test_company_is_checked_like_a_partner(self):
        company = self.env["res.company"].create(
            {"name": "Our Workshop", "country_id": self.env.ref("base.ru").id}
        )
        with self.assertRefused("INN 7704012341 of Our Workshop is wrong"):
            company.vat = "7704012341"

    def test_account_must_belong_to_the_bank(self):
        account = {"partner_id": self.partner.id, "bank_id": self.bank.id}
        accounts = self.env["res.partner.bank"]
        with self.assertRefused("cannot be kept at the bank Bank"):
            accounts.create({**account, "acc_number": "40702810200000012346"})
        self.assertTrue(accounts.create({**account, "acc_number": "4070 2810 2000 0001 2345"}))

    def test_correspondent_account_must_belong_to_the_bank(self):
        with self.assertRefused("does not belong to the bank Bank"):
            self.bank.corr_account = "30101810400000000226"
        self.bank.corr_account = "30101810400000000225"

    def test_bik_must_look_like_one(self):
        with self.assertRefused("BIK SABRRUMM of the bank Bank is wrong"):
            self.bank.bic = "SABRRUMM"
