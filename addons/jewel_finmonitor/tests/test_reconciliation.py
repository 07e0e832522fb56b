from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelFinmonitorCase, csv_file


@tagged("post_install", "-at_install")
class TestReconciliation(JewelFinmonitorCase):
    def setUp(self):
        super().setUp()
        self.one = self._reconciliation().with_user(self.accountant)

    def _line(self, **values):
        self.env.flush_all()
        domain = [("reconciliation_id", "=", self.one.id)]
        return self.one.line_ids.search(domain + [(k, "=", v) for k, v in values.items()])

    @capability("A30")
    def test_everything_agrees(self):
        payment = self._receive(100.1, "2026-10-05", "transfer")
        twin = self._receive(50, "2026-10-06", "transfer")
        number = payment.pay_request_id.name
        file = csv_file(
            f"06.10.2026;100,10;Кто-то;Оплата по счету {number};a1",
            "07.10.2026;50,00;Zvezdochetov Client;;a2",
        )
        self.one._import_file("oct.csv", file)
        self.assertEqual(self._line(external_id="a1").payment_id, payment)
        self.assertEqual(self._line(external_id="a1").rule, "purpose")
        self.assertEqual(self._line(external_id="a2").payment_id, twin)
        self.assertEqual(self._line(external_id="a2").rule, "name")
        self.assertEqual(self.one.difference, 0)
        self.assertEqual((self.one.matched_count, self.one.unmatched_count), (2, 0))

    def test_transaction_is_known_by_its_identifier(self):
        source = self.env["jewel.payment.source"].create(
            {"name": "Service", "sequence": 1, "provider_code": "none"}
        )
        request = self._open()
        tx = self._press(request)
        tx.provider_reference = "2c1f9bd0-000f"
        tx._set_done()
        tx._post_process()
        tx.payment_id.date = "2026-10-05"
        self.one = self._reconciliation(source).with_user(self.accountant)
        self.one._import_file("r.csv", csv_file("06.10.2026;122500,00;;;2c1f9bd0-000f"))
        self.assertEqual(self.one.line_ids.payment_id, tx.payment_id)
        self.assertEqual(self.one.line_ids.rule, "id")

    def test_unmatched_has_an_owner_and_a_task(self):
        self._receive(100, "2026-10-05", "transfer")
        self.account.responsible_id = self.accountant
        self.one._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))
        self.env.flush_all()
        results = set(self.one.line_ids.mapped("result"))
        self.assertEqual(results, {"only_stated", "only_booked"})
        self.assertEqual(self.one.difference, 23)
        kind = self.env.ref("jewel_finmonitor.mail_activity_reconcile")
        for line in self.one.line_ids:
            self.assertEqual(line.owner_id, self.one.user_id)
            self.assertEqual(line.activity_ids.activity_type_id, kind)
        self.one.action_match()
        self.assertEqual([len(line.activity_ids) for line in self.one.line_ids], [1, 1])

    def test_late_entry_ends_the_task(self):
        self.one._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))
        self.assertTrue(self.one.line_ids.activity_ids)
        self._receive(77, "2026-10-05", "transfer")
        self.one.action_match()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.one.line_ids.result, "matched")
        self.assertEqual(self.one.line_ids.rule, "sum_date")
        self.assertFalse(self.one.line_ids.activity_ids)

    def test_booked_line_and_its_statement_become_one(self):
        self._receive(77, "2026-10-05", "transfer")
        self.one.action_match()
        self.assertEqual(self._line().result, "only_booked")
        self.one._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))
        self.assertEqual(self._line().result, "matched")
        self.assertEqual(self.one.difference, 0)

    def test_other_sum_under_the_same_identifier_is_a_difference(self):
        payment = self._receive(77, "2026-10-05", "transfer")
        self.one._import_file("oct.csv", csv_file(f"06.10.2026;70,00;Кто-то;;{payment.name}"))
        line = self._line()
        self.assertEqual((line.result, line.difference, line.rule), ("differs", 7, "id"))

    def test_several_would_do_and_a_person_chooses(self):
        one = self._receive(77, "2026-10-05", "transfer")
        two = self._receive(77, "2026-10-06", "transfer")
        self.one._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))
        line = self._line(external_id="a1")
        self.assertIn(one.name, line.note)
        line.write({"payment_id": two.id})
        self.assertEqual((line.result, line.rule), ("matched", "manual"))
        self.assertEqual(self._line(result="only_booked").payment_id, one)
        stray = self._receive(77, "2026-10-06", "cash")
        with self.assertRefused("is of source «Cash»"):
            line.write({"payment_id": stray.id})
        line.write({"payment_id": False})
        self.assertEqual((line.result, line.booked_amount), ("only_stated", 0))

    def test_refund_is_a_negative_line(self):
        self.one = self._reconciliation(self.cash).with_user(self.accountant)
        self._receive(100, "2026-10-05")
        self._return(40, "2026-10-06")
        file = csv_file("05.10.2026;100,00;;;a1", "06.10.2026;-40,00;;;a2")
        self.one._import_file("courier.csv", file)
        self.assertEqual((self.one.booked_amount, self.one.difference), (60, 0))

    def test_payment_of_a_cancelled_deal_is_said(self):
        deal = self._create_deal(expected_revenue=100)
        self._receive(77, "2026-10-05", "transfer", deal=deal)
        deal.active = False
        self.one._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))
        self.assertRegex(self._line().note, "is lost, its money has come")
        self.assertEqual(self._line().result, "matched")

    @capability("A30")
    def test_running_total_of_all_sources(self):
        self._receive(100, "2026-10-05", "transfer")
        self._receive(30, "2026-10-05", "cash")
        cash = self._reconciliation(self.cash)
        (self.one.sudo() | cash).action_match()
        self.env.flush_all()
        self.assertEqual(cash.running_booked, 30)
        self.assertEqual(self.one.running_booked, 130, "cash comes first in the order of sources")
        november = self._reconciliation(self.cash, "2026-11-15")
        self.assertEqual(str(november.month), "2026-11-01")
        self.assertEqual(november.running_booked, 130)
