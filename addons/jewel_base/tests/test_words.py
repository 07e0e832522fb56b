import doctest
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import words
from ..words import amount_in_words, plural

_UNITS = "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать \
тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать".split()
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто".split()
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
_SCALES = [
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
]


def _form(number, forms):
    if 11 <= number % 100 <= 14:
        return forms[2]
    return {1: forms[0], 2: forms[1], 3: forms[1], 4: forms[1]}.get(number % 10, forms[2])


def _spell_below_thousand(number, feminine):
    said = []
    if number >= 100:
        said.append(_HUNDREDS[number // 100 - 1])
    rest = number % 100
    if rest >= 20:
        said.append(_TENS[rest // 10 - 2])
        rest %= 10
    if rest:
        word = _UNITS[rest]
        said.append({1: "одна", 2: "две"}.get(rest, word) if feminine else word)
    return said


def _spell(amount):
    """An independent speller: written from the rules of the language, knows nothing of ours."""
    roubles, kopecks = int(amount), int(amount * 100) % 100
    said, number, scale = [], roubles, 0
    while number:
        number, part = divmod(number, 1000)
        if part:
            name = [_form(part, _SCALES[scale])] if scale else []
            said = _spell_below_thousand(part, scale == 1) + name + said
        scale += 1
    text = " ".join(said) or "ноль"
    return (
        f"{text.capitalize()} {_form(roubles, ('рубль', 'рубля', 'рублей'))}"
        f" {kopecks:02d} {_form(kopecks, ('копейка', 'копейки', 'копеек'))}"
    )


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    def test_examples_in_the_docstrings_hold(self):
        self.assertFalse(doctest.testmod(words).failed)

    def test_amounts_of_the_reference_sheet(self):
        vectors = {
            "0": "Ноль рублей 00 копеек",
            "1.00": "Один рубль 00 копеек",
            "2.00": "Два рубля 00 копеек",
            "5.00": "Пять рублей 00 копеек",
            "11.00": "Одиннадцать рублей 00 копеек",
            "21.00": "Двадцать один рубль 00 копеек",
            "101.00": "Сто один рубль 00 копеек",
            "111.00": "Сто одиннадцать рублей 00 копеек",
            "1000.00": "Одна тысяча рублей 00 копеек",
            "21001.01": "Двадцать одна тысяча один рубль 01 копейка",
            "245000.10": "Двести сорок пять тысяч рублей 10 копеек",
            "1000000.00": "Один миллион рублей 00 копеек",
            "1234567.90": "Один миллион двести тридцать четыре тысячи"
            " пятьсот шестьдесят семь рублей 90 копеек",
            "999999999.99": "Девятьсот девяносто девять миллионов девятьсот девяносто девять тысяч"
            " девятьсот девяносто девять рублей 99 копеек",
        }
        for amount, expected in vectors.items():
            self.assertEqual(amount_in_words(D(amount)), expected)

    @given(st.decimals(min_value=0, max_value=D("999999999999.99"), places=2))
    def test_agrees_with_an_independent_speller(self, amount):
        self.assertEqual(amount_in_words(amount), _spell(amount))

    def test_an_integer_is_roubles(self):
        self.assertEqual(amount_in_words(1000), amount_in_words(D("1000.00")))

    def test_parts_of_a_kopeck_round_half_up(self):
        self.assertEqual(amount_in_words(D("0.285")), "Ноль рублей 29 копеек")
        self.assertEqual(amount_in_words(D("1.005")), "Один рубль 01 копейка")

    def test_what_no_document_prints_is_refused(self):
        with self.assertRaises(ValueError):
            amount_in_words(D("-1"))
        with self.assertRaises(TypeError):
            amount_in_words(1.5)

    @given(st.integers(min_value=0, max_value=10**9))
    def test_plural_follows_the_rules_of_the_language(self, number):
        forms = ("наименование", "наименования", "наименований")
        self.assertEqual(plural(number, *forms), _form(number, forms))
