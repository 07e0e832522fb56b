from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import JewelFinmonitorCase, csv_file


@tagged("post_install", "-at_install")
class TestClosing(JewelFinmonitorCase):
    def setUp(self):
        super().setUp()
        self.payment = self._receive(77, "2026-10-05", "transfer")
        self.october = self._reconciliation().with_user(self.accountant)

    def _agree(self):
        self.october._import_file("oct.csv", csv_file("06.10.2026;77,00;Кто-то;;a1"))

    def _november(self):
        return self._reconciliation(month="2026-11-01").with_user(self.accountant)

    def test_difference_is_zero_or_named(self):
        with self.assertRefused("1 lines do not agree and have no reason"):
            self.october.action_close()
        self.october.action_match()
        self.october.line_ids.reason = "On its way: the bank's day ends on the first"
        self.october.action_close()
        self.env.flush_all()
        self.assertEqual(self.october.state, "closed")
        self.assertEqual((self.october.difference, self.october.unnamed_amount), (77, 0))
        self.assertEqual(self.october.closed_by_id, self.accountant)

    def test_closing_locks_the_period(self):
        self._agree()
        self.october.action_close()
        changes = ({"amount": 78}, {"date": "2026-10-06"}, {"deal_id": False}, {"pay_way": "cash"})
        for values in changes:
            with self.assertRefused("stays as it is"):
                self.payment.with_user(self.accountant).write(values)
        with self.assertRefused("stays as it is"):
            self.payment.action_draft()
        with self.assertRefused("nothing in it changes"):
            self.october.line_ids.write({"reason": "After all"})
        with self.assertRefused("nothing in it changes"):
            self.october.unlink()
        self.assertEqual(self.payment.source_id, self.october.source_id)
        self.payment.write({"amount": 77, "memo": "A note"})

    def test_by_the_door_only(self):
        with self.assertRaises(AccessError):
            self.october.write({"state": "closed"})
        forged = self.env["jewel.reconciliation"].with_user(self.accountant)
        made = forged.create({"source_id": self.cash.id, "month": "2026-10-01", "state": "closed"})
        self.assertEqual(made.state, "open")
        self._agree()
        self.october.action_close()
        self.october.action_close()
        self.assertEqual(self.october.state, "closed", "the same twice is harmless")

    def test_late_entry_shows_in_the_next_period(self):
        self._agree()
        self.october.action_close()
        late = self._receive(5, "2026-10-31", "transfer")
        november = self._november()
        november.action_match()
        self.assertEqual(november.line_ids.payment_id, late)
        self.assertTrue(november.line_ids.is_late)
        self.assertEqual(self.october.booked_amount, 77, "October stays as it was closed")

    def test_payment_of_an_open_month_is_not_late(self):
        november = self._november()
        november.action_match()
        self.assertFalse(november.line_ids)

    def test_on_its_way_in_october_arrives_in_november(self):
        self.october.action_match()
        self.october.line_ids.reason = "On its way"
        self.october.action_close()
        november = self._november()
        number = self.payment.pay_request_id.name
        november._import_file("nov.csv", csv_file(f"01.11.2026;77,00;Кто-то;{number};b1"))
        line = november.line_ids
        self.assertEqual((line.payment_id, line.result), (self.payment, "matched"))
        self.assertTrue(line.is_carried)
        self.env.flush_all()
        self.assertEqual(november.running_difference, 0, "77 more in October, 77 less here")

    def _november_with(self, identifier):
        """October is closed with 77 on their way, of which 70 arrive."""
        self.october.action_match()
        self.october.line_ids.reason = "On its way"
        self.october.action_close()
        november = self._november()
        november._import_file("nov.csv", csv_file(f"01.11.2026;70,00;Кто-то;;{identifier}"))
        return november

    def test_less_arrives_in_november_than_was_on_its_way(self):
        november = self._november_with(self.payment.name)
        line = november.line_ids
        self.assertEqual((line.payment_id, line.is_carried), (self.payment, True))
        self.assertEqual((line.result, november.unmatched_count), ("differs", 1))
        self.assertTrue(line.activity_ids)
        with self.assertRefused("1 lines do not agree and have no reason"):
            november.action_close()
        line.reason = "The bank has kept 7.00"
        november.action_close()
        self.env.flush_all()
        self.assertEqual((november.running_difference, november.unnamed_amount), (7, 0))

    def test_less_arrives_and_is_paired_by_hand(self):
        november = self._november_with("b1")
        line = november.line_ids
        self.assertEqual(line.result, "only_stated")
        line.payment_id = self.payment
        self.assertEqual((line.is_carried, line.result), (True, "differs"))
        with self.assertRefused("1 lines do not agree and have no reason"):
            november.action_close()

    def test_months_are_closed_in_their_order(self):
        november = self._november()
        with self.assertRefused("close «.*October 2026» first"):
            november.action_close()
        self._agree()
        self.october.action_close()
        november.action_close()
        with self.assertRefused("open «.*November 2026» first"):
            self.october.with_user(self.director).action_reopen()

    def test_the_director_opens_again(self):
        self._agree()
        self.october.action_close()
        with self.assertRaises(AccessError):
            self.october.action_reopen()
        self.october.with_user(self.director).action_reopen()
        self.payment.write({"memo": "Changed", "date": "2026-10-06"})
        self.assertEqual(self.october.state, "open")
