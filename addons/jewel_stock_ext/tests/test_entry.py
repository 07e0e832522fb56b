from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
@capability("F1")
class TestEntry(MetalCase):
    def test_entry_knows_gross_net_and_pure(self):
        entry = self._receive(16.66, net_weight=16.62)
        self.assertEqual(
            (entry.gross_weight, entry.net_weight, entry.fineness, entry.pure_weight),
            (16.66, 16.62, 585.0, 9.7227),
        )
        self.assertEqual(self._get_pure(self.vault), Decimal("9.72270000"))

    def test_nobody_changes_or_deletes_an_entry_in_odoo(self):
        entry = self._receive(10)
        for model in (entry, entry.with_user(self.keeper), entry.sudo()):
            with self.assertRefused("never rewritten"):
                model.write({"note": "x"})
            with self.assertRaises(UserError):
                model.unlink()
        self.assertTrue(entry.exists())

    def test_database_refuses_to_change_history(self):
        entry = self._receive(10)
        self.env.flush_all()
        for query in (
            "UPDATE jewel_metal_entry SET gross_weight = 1 WHERE id = %s",
            "DELETE FROM jewel_metal_entry WHERE id = %s",
            "TRUNCATE jewel_metal_entry CASCADE -- %s",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(psycopg2.Error, "append-only"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [entry.id])

    def test_plain_create_goes_through_the_same_door(self):
        vals = {
            "operation": "receipt",
            "location_id": self.supplier.id,
            "location_dest_id": self.vault.id,
            "alloy_id": self.white.id,
            "gross_weight": 2,
            "pure_weight": 99,
        }
        self.assertEqual(self.entries.create(vals).pure_weight, 1.17)
        with self.assertRefused("no weight of metal"):
            self.entries.create({**vals, "gross_weight": -2})
        with self.assertRefused("no weight of metal"):
            self.entries.create({**vals, "net_weight": 3})
        with self.assertRefused("enter its weight"):
            self.entries.create({**vals, "gross_weight": 0})
        with self.assertRefused("no holder of metal"):
            self.entries.create({**vals, "location_dest_id": self.vault.location_id.id})

    def test_users_post_nothing_by_hand(self):
        for user in self.users.values():
            with self.assertRaises(AccessError):
                self.entries.with_user(user).create({"alloy_id": self.white.id})

    def test_closed_period_and_future_are_refused(self):
        today = fields.Date.context_today(self.entries)
        self.env.company.metal_lock_date = today - timedelta(days=3)
        before = fields.Datetime.now() - timedelta(days=4)
        with self.assertRefused("Metal is closed up to"):
            self._receive(1, date=before)
        self._receive(1, date=fields.Datetime.now() - timedelta(days=1))
        with self.assertRefused("ahead of us"):
            self._receive(1, date=fields.Datetime.now() + timedelta(days=1))

    def test_a_period_is_closed_by_the_calendar_of_the_workshop(self):
        self.env.company.partner_id.tz = "Europe/Moscow"
        self.env.company.metal_lock_date = date(2026, 1, 31)
        afar = self.entries.with_context(tz="Asia/Kamchatka")  # 1 February there already
        vals = {
            "operation": "receipt",
            "location_id": self.supplier.id,
            "location_dest_id": self.vault.id,
            "alloy_id": self.white.id,
            "gross_weight": 1,
        }
        with self.assertRefused("Metal is closed up to 2026-01-31"):
            afar._jewel_post([{**vals, "date": datetime(2026, 1, 31, 20, 30)}])
        late = self.entries.with_context(tz="America/New_York")  # still 31 January there
        self.assertTrue(late._jewel_post([{**vals, "date": datetime(2026, 1, 31, 21, 30)}]))

    def test_reversal_is_the_opposite_and_done_once(self):
        entry = self._receive(10.5, ref="N-1")
        [reversal] = entry.with_user(self.keeper).action_reverse("Wrong alloy")
        self.assertEqual(reversal.reversed_entry_id, entry)
        self.assertEqual((reversal.location_id, reversal.note), (self.vault, "Wrong alloy"))
        self.assertEqual(self._get_gross(self.vault), 0)
        for done in (entry, reversal):
            with self.assertRefused("done once"):
                done.with_user(self.keeper).action_reverse("Again")
        with self.assertRaises(AccessError):
            self._receive(1).with_user(self.users["accountant"]).action_reverse("No")

    def test_sum_over_all_holders_is_zero_and_recount_agrees_to_the_last_digit(self):
        random = Random(7)
        holders = [self.vault, self.bench, self.other_bench, self.losses, self.supplier]
        book = {}
        for number in range(300):
            source, dest = random.sample(holders, 2)
            alloy = random.choice([self.white, self.red])
            grams = Decimal(random.randrange(1, 99999)) / 10000
            fineness = Decimal(random.choice([5850, 9999, 3335])) / 10
            entry = self._post(source, dest, float(grams), alloy=alloy, fineness=float(fineness))
            if number % 20 == 0:
                entry.action_reverse("Slip")
                continue
            pure = grams * fineness / 1000
            for place, sign in ((source, -1), (dest, 1)):
                gross_sum, pure_sum = book.get((place, alloy), (Decimal(0), Decimal(0)))
                book[place, alloy] = (gross_sum + sign * grams, pure_sum + sign * pure)
        for (place, alloy), (gross, pure) in book.items():
            balance = self.balances._get_balance(place, alloy)
            self.assertEqual((balance["gross"], balance["pure"]), (gross, pure))
        for alloy in (self.white, self.red):
            sums = [book[place, alloy] for place in holders if (place, alloy) in book]
            self.assertEqual(sum(gross for gross, _pure in sums), 0)
            self.assertEqual(sum(pure for _gross, pure in sums), 0)

    @capability("F2")
    def test_surplus_of_a_melt_is_an_event_of_its_own(self):
        scrap = self.env["jewel.alloy"].create({"name": "Test scrap", "fineness": 500})
        bar = self.env["jewel.alloy"].create({"name": "Test bar", "fineness": 530})
        self._receive(150, alloy=scrap)
        entries = self.entries._jewel_post_melt(
            self.vault,
            [{"alloy_id": scrap.id, "gross_weight": 150.0, "fineness": 500}],
            {"alloy_id": bar.id, "gross_weight": 149.48, "fineness": 530, "form": "ingot"},
            ref="Melt 12",
        )
        surplus = entries.filtered(lambda entry: entry.operation == "surplus")
        self.assertEqual((surplus.pure_weight, surplus.gross_weight), (4.2244, 0))
        self.assertEqual(self._get_gross(self.vault, scrap), 0)
        self.assertEqual(self._get_pure(self.vault, bar), Decimal("79.2244"))
        loss = entries.filtered(lambda entry: entry.operation == "loss")
        self.assertEqual((loss.gross_weight, loss.pure_weight), (0.52, 0), "dirt, no metal")

    def test_metal_of_a_client_is_apart_from_ours(self):
        self._receive(10)
        client = self.env["stock.location"]._jewel_get_holder("client")
        self._post(client, self.vault, 7, "receipt", owner_id=self.client_partner.id)
        self.assertEqual(self._get_gross(self.vault), 10)
        self.assertEqual(self._get_gross(self.vault, owner=self.client_partner), 7)
