from base64 import b64encode

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import JewelFinmonitorCase, csv_file
from .test_statements import BANK, OTHER

NUMBERED = "Дата;Сумма;Плательщик;Назначение;Номер документа"
GOOD = csv_file("05.10.2026;100,00;Иван;счет;a1", "06.10.2026;50,50;Анна;;a2")


@tagged("post_install", "-at_install")
class TestImport(JewelFinmonitorCase):
    def setUp(self):
        super().setUp()
        self.one = self._reconciliation().with_user(self.accountant)

    def _state(self):
        self.env.flush_all()
        return (len(self.one.line_ids), len(self.one.file_ids), self.one.stated_amount)

    def test_file_is_taken_with_its_lines(self):
        file, is_new = self.one._import_file("oct.csv", GOOD)
        self.assertTrue(is_new)
        self.assertEqual((file.line_count, file.new_count), (2, 2))
        self.assertEqual(self._state(), (2, 1, 150.5))

    def test_same_file_twice_changes_nothing(self):
        self.one._import_file("oct.csv", GOOD)
        before = self._state()
        file, is_new = self.one._import_file("renamed.csv", GOOD)
        self.assertFalse(is_new)
        self.assertEqual(file.name, "oct.csv")
        self.assertEqual(self._state(), before)
        import_ = self.env["jewel.reconciliation.import"].with_user(self.accountant)
        wizard = import_.create(
            {"reconciliation_id": self.one.id, "name": "x.csv", "content": b64encode(GOOD)}
        )
        self.assertIn("oct.csv", wizard.action_import()["params"]["message"])
        self.assertEqual(self._state(), before)

    def test_overlapping_file_brings_its_new_lines_only(self):
        self.one._import_file("oct.csv", GOOD)
        more = csv_file("06.10.2026;50,50;Анна;;a2", "07.10.2026;1,00;;;a3")
        file, _ = self.one._import_file("more.csv", more)
        self.assertEqual((file.line_count, file.new_count), (2, 1))
        self.assertEqual(self._state(), (3, 2, 151.5))

    def test_number_of_a_document_is_not_its_payer_nor_its_month(self):
        ivan, anna = "05.10.2026;100,00;Иван;счет;15", "05.10.2026;100,00;Анна;счет;15"
        self.one._import_file("oct.csv", csv_file(ivan, anna, anna, heading=NUMBERED))
        self.assertEqual(self._state(), (3, 1, 300))
        more = csv_file(anna, anna, "06.10.2026;1,00;Анна;счет;16", ivan, heading=NUMBERED)
        file, _ = self.one._import_file("more.csv", more)
        self.assertEqual((file.line_count, file.new_count), (4, 1))
        self.assertEqual(self._state(), (4, 2, 301))
        november = self._reconciliation(month="2026-11-01").with_user(self.accountant)
        november._import_file("nov.csv", csv_file("05.11.2026;100,00;Иван;;15", heading=NUMBERED))
        self.assertEqual(november.line_ids.stated_amount, 100)

    def test_two_refunds_of_one_payment(self):
        heading = "Идентификатор платежа;Дата платежа;Сумма платежа;Тип операции"
        paid, one = "p1;05.10.2026;100,00;Платёж", "p1;06.10.2026;30,00;Возврат"
        self.one._import_file("oct.csv", csv_file(paid, one, heading=heading))
        more = csv_file(paid, one, one, "p1;07.10.2026;20,00;Возврат", heading=heading)
        file, _ = self.one._import_file("more.csv", more)
        self.assertEqual((file.line_count, file.new_count), (4, 2))
        self.assertEqual(self._state(), (4, 2, 20))

    def test_a_refund_is_known_by_its_identifier_however_it_is_described(self):
        heading = "Идентификатор возврата;Дата;Сумма;Тип;Плательщик;Описание"
        for words in ("Анна;Сделка 7", "Белова А.;Возврат по сделке 7"):
            row = f"r1;06.10.2026;30,00;Возврат;{words}"
            self.one._import_file(f"{words}.csv", csv_file(row, heading=heading))
        self.assertEqual(self._state()[::2], (1, -30))

    def test_line_known_by_its_number_alone_is_not_taken_again(self):
        """Lines that were imported when a number was taken for an identifier."""
        for external_id, amount in (("15", 100.1), ("15|refund", -40)):
            self.env["jewel.reconciliation.line"].create(
                {
                    "reconciliation_id": self.one.id,
                    "external_id": external_id,
                    "date": "2026-10-05",
                    "stated_amount": amount,
                    "name": "Иван",
                }
            )
        known = ("05.10.2026;100,10;Иван;счет;15", "05.10.2026;-40,00;Иван;счет;15")
        new = ("05.10.2026;100,10;Анна;счет;15", "06.10.2026;100,10;Иван;счет;15", known[0])
        file, _ = self.one._import_file("oct.csv", csv_file(*known, *new, heading=NUMBERED))
        self.assertEqual((file.line_count, file.new_count), (5, 3))

    def test_nothing_half_imported(self):
        bad = {
            "line 3 is in USD": csv_file(
                "05.10.2026;100,00;RUB;a1", "05.10.2026;1,00;USD;a2", heading="Дата;Сумма;Валюта;ID"
            ),
            "cut off at line 3": csv_file("05.10.2026;100,00;Иван;счет;a1", "06.10.2026;2"),
            "1 of its 2 lines are not of October": csv_file(
                "05.10.2026;100,00;Иван;счет;a1", "01.11.2026;2,00;;;a2"
            ),
            "UTF-8 nor Windows-1251": csv_file("05.10.2026;1,00;Иван;счет;a1", encoding="cp866"),
        }
        for words, content in bad.items():
            with self.subTest(words=words), self.assertRefused(words):
                self.one._import_file("bad.csv", content)
            self.assertEqual(self._state(), (0, 0, 0))

    def test_closed_period_takes_nothing(self):
        self.one.action_close()
        with self.assertRefused("is closed by"):
            self.one._import_file("oct.csv", GOOD)
        self.assertEqual(self._state(), (0, 0, 0))

    def test_account_of_the_statement_is_checked(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": OTHER, "partner_id": self.company.partner_id.id}
        )
        self.bank_journal.bank_account_id = bank
        self.account.journal_id = self.bank_journal
        with self.assertRefused("this source is account"), self.cr.savepoint():
            self.one._import_file("bank.txt", BANK.encode("cp1251"))

    def test_a_manager_imports_nothing(self):
        with self.assertRaises(AccessError):
            self.one.with_user(self.manager)._import_file("oct.csv", GOOD)
