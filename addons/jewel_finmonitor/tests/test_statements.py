"""Files of a source, without a database: what is read, and what is refused and why."""

import doctest
import io
import unittest
from datetime import date, datetime
from decimal import Decimal

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from .. import statement
from ..models.jewel_reconciliation_import import WORDS
from ..statement import Unreadable, read
from .common import csv_file

OWN, OTHER = "40702810900000000001", "40817810000000000002"
PAYMENT = "2c1f9bd0-000f-5000-8000-1a2b3c4d5e6f"
BANK = f"""1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
ДатаНачала=01.10.2026
ДатаКонца=31.10.2026
РасчСчет={OWN}
СекцияРасчСчет
РасчСчет={OWN}
ВсегоПоступило=1500.50
ВсегоСписано=200.00
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Дата=05.10.2026
Сумма=1500.50
ПлательщикСчет={OTHER}
Плательщик=ИНН 770000000000 Волков Иван
Плательщик1=Волков Иван
ПолучательСчет={OWN}
ДатаПоступило=06.10.2026
НазначениеПлатежа=Оплата по счету P2026-00012=без НДС
КонецДокумента
СекцияДокумент=Платежное поручение
Номер=18
Дата=07.10.2026
Сумма=200.00
ПлательщикСчет={OWN}
ПолучательСчет={OTHER}
Получатель=Волков Иван
ДатаСписано=07.10.2026
НазначениеПлатежа=Возврат
КонецДокумента
КонецФайла
"""


class TestStatements(BaseCase):
    def assertUnreadable(self, content, code, account=None):
        with self.assertRaises(Unreadable) as refusal:
            read(content, account)
        self.assertEqual(refusal.exception.code, code)
        self.assertTrue(WORDS[code]._source % refusal.exception.details, "it is said in words")

    def test_examples(self):
        result = unittest.TestResult()
        doctest.DocTestSuite(statement).run(result)
        self.assertFalse(result.failures + result.errors)
        self.assertTrue(result.testsRun)

    def test_bank_statement_in_any_encoding_of_1c(self):
        dos = BANK.replace("Кодировка=Windows", "Кодировка=DOS").encode("cp866")
        for content in (BANK.encode("cp1251"), BANK.encode("utf-8-sig"), dos):
            one, two = read(content, OWN)
            self.assertEqual((one.amount, one.date), (Decimal("1500.50"), date(2026, 10, 6)))
            self.assertEqual(one.name, "Волков Иван")
            self.assertEqual(one.text, "Оплата по счету P2026-00012=без НДС")
            self.assertEqual((two.amount, two.text), (Decimal("-200.00"), "Возврат"))

    def test_broken_bank_statements(self):
        raw = BANK.encode("cp1251")
        self.assertUnreadable(raw[: len(raw) // 2], "cut_off")
        self.assertUnreadable(raw + raw, "doubled_file")
        self.assertUnreadable(raw, "other_account", OTHER)
        lost = BANK[: BANK.index("СекцияДокумент=Платежное поручение\nНомер=18")] + "КонецФайла\n"
        self.assertUnreadable(lost.encode("cp1251"), "totals")
        dollars = BANK.replace("40702810", "40702840").encode("cp1251")
        self.assertUnreadable(dollars, "foreign_account")
        twice = BANK.replace("Номер=18", "Номер=17").replace("ВсегоСписано=200.00\n", "")
        document = BANK[BANK.index("СекцияДокумент") : BANK.index("КонецДокумента") + 15]
        twice = BANK.replace("КонецФайла", document + "КонецФайла").replace(
            "1500.50\nВсегоС", "3001.00\nВсегоС"
        )
        self.assertUnreadable(twice.encode("cp1251"), "doubled")

    def test_registry_of_yookassa(self):
        content = csv_file(
            f"{PAYMENT};05.10.2026 10:15:00;1 000,00;28,00;RUB;Платёж;Сделка 7",
            f"{PAYMENT};06.10.2026 11:00:00;400,00;0,00;RUB;Возврат;Сделка 7",
            "Итого;;600,00;28,00;;;",
            heading="Идентификатор платежа;Дата платежа;Сумма платежа;Комиссия;Валюта;"
            "Тип операции;Описание",
            encoding="cp1251",
        )
        paid, returned = read(content)
        self.assertEqual((paid.amount, paid.fee), (Decimal(1000), Decimal(28)))
        self.assertEqual(returned.amount, Decimal(-400))
        self.assertNotEqual(paid.external_id, returned.external_id)

    def test_couriers_report_in_a_workbook(self):
        book = openpyxl.Workbook()
        for line in (
            ["Отчёт курьера"],
            ["Дата", "Клиент", "Сумма", "Товарный чек"],
            [datetime(2026, 10, 5), "Белова", 0.1 + 0.2, "ТЧ-1"],
            [datetime(2026, 10, 5), "Белова", 0.3, "ТЧ-1"],
            ["Итого", None, 0.6, None],
        ):
            book.active.append(line)
        stream = io.BytesIO()
        book.save(stream)
        one, two = read(stream.getvalue())
        self.assertEqual(one.amount, Decimal("0.30"))
        self.assertNotEqual(one.external_id, two.external_id, "the same sum twice is two payments")
        self.assertUnreadable(stream.getvalue()[:500], "table")

    def test_income_and_outcome_in_columns_of_their_own(self):
        heading = "Дата,Поступление,Списано,Контрагент"
        rows = read(csv_file("01.10.2026,500.00,,А", "02.10.2026,,40.00,Б", heading=heading))
        self.assertEqual([row.amount for row in rows], [500, -40])

    def test_refused_in_words(self):
        good = "05.10.2026;100,00;Иван;счет;a1"
        cases = {
            "empty": b"  ",
            "heading": b"a;b\n1;2\n",
            "no_rows": csv_file(),
            "encoding": csv_file(good, encoding="cp866"),
            "cut_off": csv_file(good, "06.10.2026;200,00"),
            "sum": csv_file("05.10.2026;сто;Иван;счет;a1"),
            "date": csv_file("2026-99-99;100,00;Иван;счет;a1"),
            "doubled": csv_file(good, good),
            "totals": csv_file(good, "Итого;999,00;;;"),
            "old_excel": b"\xd0\xcf\x11\xe0rest",
            "currency": csv_file(
                "05.10.2026;100,00;USD;a1", heading="Дата;Сумма;Валюта;Идентификатор"
            ),
        }
        for code, content in cases.items():
            with self.subTest(code=code):
                self.assertUnreadable(content, code)
        whole = csv_file(good, "06.10.2026;1,00;;;a2")
        self.assertUnreadable(whole + whole, "doubled_file")
        self.assertUnreadable(csv_file(good, encoding="utf-16"), "encoding")

    @given(st.binary(max_size=300))
    def test_rubbish_is_refused_not_broken(self, content):
        try:
            read(content)
        except Unreadable as refusal:
            self.assertIn(refusal.code, WORDS)

    @given(st.integers(0, len(BANK.encode("cp1251")) - 30))
    def test_half_a_bank_statement_is_never_taken(self, length):
        with self.assertRaises(Unreadable):
            read(BANK.encode("cp1251")[:length])
