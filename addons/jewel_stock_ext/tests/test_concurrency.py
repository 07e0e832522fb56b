"""Two people at once, in two real transactions; what is committed here is removed at the end."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from odoo.addons.jewel_base.tests.common import capability


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.users = {
                name: new_test_user(
                    env, f"jewel_metal_{name}", f"jewel_base.group_{role}", name=f"Two {name}"
                ).id
                for name, role in (
                    ("one", "storekeeper"),
                    ("two", "storekeeper"),
                    ("master", "jeweller"),
                )
            }
            alloy = env["jewel.alloy"].create({"name": "Two 585", "fineness": 585})
            bench = env["res.users"].browse(self.users["master"])._make_metal_location()
            self.alloy_id, self.bench_id = alloy.id, bench.id
            self.client_id = env["res.partner"].create({"name": "Two client"}).id
            vault = env["stock.location"]._jewel_get_holder("vault")
            self._post(env, "supplier", vault, 10)
            self._post(env, "client", vault, 10, owner_id=self.client_id)

    def _env(self, cr, user=None):
        # Stock moves of the entries would outlive the test; they have tests of their own.
        context = {"lang": "en_US", "tracking_disable": True, "jewel_metal_from_stock": True}
        return api.Environment(cr, self.users[user] if user else SUPERUSER_ID, context)

    def _post(self, env, source, dest, gross, **vals):
        source = env["stock.location"]._jewel_get_holder(source)
        env["jewel.metal.entry"]._jewel_post(
            [
                {
                    "operation": "receipt",
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "alloy_id": self.alloy_id,
                    "gross_weight": gross,
                    **vals,
                }
            ]
        )

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE jewel_metal_entry DISABLE TRIGGER jewel_metal_entry_no_change")
            cr.execute("DELETE FROM jewel_metal_entry WHERE alloy_id = %s", [self.alloy_id])
            cr.execute("DELETE FROM jewel_refine_lot WHERE location_id = %s", [self.bench_id])
            cr.execute("DELETE FROM jewel_metal_count WHERE location_id = %s", [self.bench_id])
            cr.execute(
                "DELETE FROM jewel_metal_transfer WHERE %s IN (location_id, location_dest_id)",
                [self.bench_id],
            )
            cr.execute("ALTER TABLE jewel_metal_entry ENABLE TRIGGER jewel_metal_entry_no_change")
            env = self._env(cr)
            env["stock.location"].browse(self.bench_id).unlink()
            products = env["product.product"].with_context(active_test=False)
            products.search([("alloy_id", "=", self.alloy_id)]).product_tmpl_id.unlink()
            env["jewel.alloy"].browse(self.alloy_id).unlink()
            users = env["res.users"].browse(self.users.values())
            partners = users.partner_id | env["res.partner"].browse(self.client_id)
            users.unlink()
            partners.unlink()

    def _make_sheets(self, count, kind="issue", **vals):
        person = "to_user_id" if kind == "issue" else "from_user_id"
        line = {"alloy_id": self.alloy_id, "gross_weight": 10}
        with self.registry.cursor() as cr:
            sheets = self._env(cr)["jewel.metal.transfer"].create(
                [
                    {
                        "kind": kind,
                        person: self.users["master"],
                        "line_ids": [(0, 0, line)],
                        **vals,
                    }
                    for _number in range(count)
                ]
            )
            return sheets.ids

    def _both(self, first, second):
        """Both (user, model, id, method, *arguments) at the same time; the first commits earlier.

        Odoo's request layer repeats the transaction that fails on serialisation; so does this.
        """
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine, his = self._get(one, first), self._get(two, second)
            his.has_access("read")  # his view of the data begins before the other's commit
            getattr(mine, first[3])(*first[4:])
            one.commit()
            with self.assertRaises(SerializationFailure):
                getattr(his, second[3])(*second[4:])
            two.rollback()
            his.env.invalidate_all()
            result = getattr(his, second[3])(*second[4:])
            two.commit()
            return result

    def _get(self, cr, call):
        user, model, record_id, *_call = call
        return self._env(cr, user)[model].browse(record_id)

    @capability("A45")
    def test_two_storekeepers_give_the_same_grams(self):
        """The second is asked: by the book they are there until the master has confirmed."""
        one, two = self._make_sheets(2)
        asked = self._both(
            ("one", "jewel.metal.transfer", one, "action_issue"),
            ("two", "jewel.metal.transfer", two, "action_issue"),
        )
        self.assertIn("has 0.0000 g of Two 585", asked["context"]["default_doubt"])
        with self.registry.cursor() as cr:
            states = self._env(cr)["jewel.metal.transfer"].browse([one, two]).mapped("state")
            self.assertEqual(states, ["issued", "draft"])

    @capability("F10")
    def test_a_count_signed_in_two_windows_is_booked_once(self):
        count = self._make_weighed_count()
        call = ("master", "jewel.metal.count", count, "action_confirm")
        self.assertIs(self._both(call, call), True)
        self.assertEqual(self._get_bench_gross(), 9.5)

    @capability("F10")
    def test_a_return_that_waits_for_a_count_sees_what_it_has_booked(self):
        count = self._make_weighed_count()
        [sheet] = self._make_sheets(1, "return")
        asked = self._both(
            ("master", "jewel.metal.count", count, "action_confirm"),
            ("master", "jewel.metal.transfer", sheet, "action_issue"),
        )
        self.assertIn("has 9.5000 g of Two 585", asked["context"]["default_doubt"])

    @capability("F9")
    def test_who_waits_for_a_lot_of_filings_begins_anew(self):
        """Only locked, the row would let the second one go on with what it saw before."""
        with self.registry.cursor() as cr:
            lot = self._env(cr, "one")["jewel.refine.lot"].create(
                {
                    "name": "Two seal",
                    "location_id": self.bench_id,
                    "line_ids": [(0, 0, {"alloy_id": self.alloy_id, "gross_weight": 1})],
                }
            )
        for user in ("one", "two"):
            call = (user, "jewel.refine.lot", lot.id, "_jewel_at_hand")
            self.assertEqual(self._both(call, call).ids, lot.ids)

    def test_a_line_that_is_written_while_the_sheet_is_signed_is_refused(self):
        [sheet] = self._make_sheets(1)
        sign = ("one", "jewel.metal.transfer", sheet, "action_issue")
        with self.assertRaisesRegex(UserError, "what was weighed stays"):
            self._both(sign, self._write_line("jewel.metal.transfer", sheet, gross_weight=5))

    def test_who_signs_a_sheet_sees_the_line_that_was_written_meanwhile(self):
        [sheet] = self._make_sheets(1)
        write = self._write_line("jewel.metal.transfer", sheet, gross_weight=0)
        with self.assertRaisesRegex(UserError, "enter the weight of"):
            self._both(write, ("one", "jewel.metal.transfer", sheet, "action_issue"))

    def test_a_line_that_is_written_while_the_count_is_signed_is_refused(self):
        count = self._make_count()
        sign = ("one", "jewel.metal.count", count, "action_weigh")
        with self.assertRaisesRegex(UserError, "what both have seen stays"):
            self._both(sign, self._write_line("jewel.metal.count", count, scale_weight=5))

    def test_who_signs_a_count_sees_the_line_that_was_written_meanwhile(self):
        count = self._make_count()
        write = self._write_line("jewel.metal.count", count, is_weighed=False)
        with self.assertRaisesRegex(UserError, "weigh Two 585"):
            self._both(write, ("one", "jewel.metal.count", count, "action_weigh"))

    def _write_line(self, model, record_id, **vals):
        """The call by which the other storekeeper writes the only line of a sheet or count."""
        with self.registry.cursor() as cr:
            line = self._env(cr)[model].browse(record_id).line_ids
            return ("two", line._name, line.id, "write", vals)

    def _make_count(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            bench = env["stock.location"].browse(self.bench_id)
            self._post(env, "vault", bench, 10, operation="issue")
            count = self._env(cr, "one")["jewel.metal.count"].create({"location_id": bench.id})
            count.line_ids.scale_weight = 9.5
            return count.id

    def _make_weighed_count(self):
        count = self._make_count()
        with self.registry.cursor() as cr:
            self._env(cr, "one")["jewel.metal.count"].browse(count).action_weigh()
        return count

    def _get_bench_gross(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            place, alloy = (
                env["stock.location"].browse(self.bench_id),
                env["jewel.alloy"].browse(self.alloy_id),
            )
            return float(env["jewel.metal.balance"]._get_balance(place, alloy)["gross"])

    @capability("F3")
    def test_the_same_metal_of_a_client_is_not_given_twice(self):
        one, two = self._make_sheets(2, owner_id=self.client_id)
        with self.assertRaisesRegex(UserError, "holds 0.0000 g"):
            self._both(
                ("one", "jewel.metal.transfer", one, "action_issue"),
                ("two", "jewel.metal.transfer", two, "action_issue"),
            )
