from odoo.tests import TransactionCase, tagged

WORDS = {
    1.00: "Один рубль 00 копеек",
    2.00: "Два рубля 00 копеек",
    5.00: "Пять рублей 00 копеек",
    11.00: "Одиннадцать рублей 00 копеек",
    21.00: "Двадцать один рубль 00 копеек",
    111.00: "Сто одиннадцать рублей 00 копеек",
    1000.00: "Одна тысяча рублей 00 копеек",
    1.005: "Один рубль 01 копейка",
    0.285: "Ноль рублей 29 копеек",
    21001.01: "Двадцать одна тысяча один рубль 01 копейка",
    245000.10: "Двести сорок пять тысяч рублей 10 копеек",
    1000000.00: "Один миллион рублей 00 копеек",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCurrency(TransactionCase):
    def test_roubles_in_russian_words(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        rouble = self.env.ref("base.RUB").with_context(lang="ru_RU")
        self.assertEqual({amount: rouble.amount_to_text(amount) for amount in WORDS}, WORDS)

    def test_other_languages_and_currencies_as_before(self):
        rouble = self.env.ref("base.RUB").with_context(lang="en_US")
        self.assertEqual(rouble.amount_to_text(21), "Twenty-One Ruble")
        self.env["res.lang"]._activate_lang("ru_RU")
        dollar = self.env.ref("base.USD").with_context(lang="ru_RU")
        self.assertNotIn("рубл", dollar.amount_to_text(21))
