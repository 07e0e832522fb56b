"""One certified stone and two people, in two real transactions; what is committed is removed."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged

from odoo.addons.jewel_base.tests.common import capability

from .stones import StoneMixin


@tagged("post_install", "-at_install")
@capability("F8")
class TestStoneConcurrency(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self.users = {
                name: new_test_user(
                    env, f"jewel_stone_{name}", f"jewel_base.group_{role}", name=f"Two {name}"
                ).id
                for name, role in (
                    ("one", "storekeeper"),
                    ("two", "storekeeper"),
                    ("master", "jeweller"),
                    ("colleague", "jeweller"),
                )
            }
            places = env["stock.location"]
            self.bench_ids = [
                env["res.users"].browse(self.users[name])._make_metal_location().id
                for name in ("master", "colleague")
            ]
            stones = type("Stones", (StoneMixin,), {"env": env})
            stones._create_stones()
            vault, supplier = (places._jewel_get_holder(kind) for kind in ("vault", "supplier"))
            stones._move_stones(stones.single, supplier, vault, 1, 0.305, "receipt")
            self.lot_id, self.parcel_id = stones.single.id, stones.parcel.id

    def _env(self, cr, user=None):
        context = {"lang": "en_US", "tracking_disable": True}
        return api.Environment(cr, self.users[user] if user else SUPERUSER_ID, context)

    def _remove(self):
        lots = (self.lot_id, self.parcel_id)
        with self.registry.cursor() as cr:
            cr.execute("ALTER TABLE jewel_stone_entry DISABLE TRIGGER jewel_stone_entry_no_change")
            cr.execute("DELETE FROM jewel_stone_entry WHERE lot_id IN %s", [lots])
            cr.execute("ALTER TABLE jewel_stone_entry ENABLE TRIGGER jewel_stone_entry_no_change")
            env = self._env(cr)
            env["stock.location"].browse(self.bench_ids).unlink()
            lot = env["stock.lot"].browse(self.lot_id)
            product, stone = lot.product_id, lot.jewel_stone_id
            env["stock.lot"].search([("product_id", "=", product.id)]).unlink()
            product.product_tmpl_id.unlink()
            stone.unlink()
            users = env["res.users"].browse(self.users.values())
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _open_dialog(self, user, master):
        """Id of the dialog in which ``user`` is about to issue the stone to ``master``."""
        with self.registry.cursor() as cr:
            env = self._env(cr, user)
            row = env["jewel.stone.balance"].search([("lot_id", "=", self.lot_id)])
            vals = {"kind": "issue", "balance_id": row.id, "to_user_id": self.users[master]}
            return env["jewel.stone.move"].create(vals).id

    def test_a_receipt_that_is_pressed_twice_is_booked_once(self):
        with self.registry.cursor() as cr:
            vals = {"kind": "receipt", "lot_id": self.parcel_id, "pieces": 5, "carats": 0.1}
            dialog = self._env(cr, "one")["jewel.stone.move"].create(vals).id
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = (
                self._env(cr, "one")["jewel.stone.move"].browse(dialog) for cr in (one, two)
            )
            second.has_access("read")  # its view of the data begins before the other's commit
            first.action_move()
            one.commit()
            with self.assertRaises(SerializationFailure):
                second.action_move()
            two.rollback()
            second.env.invalidate_all()
            self.assertEqual(second.action_move()["type"], "ir.actions.act_window_close")
            two.commit()
        with self.registry.cursor() as cr:
            rows = self._env(cr)["jewel.stone.balance"].search([("lot_id", "=", self.parcel_id)])
            self.assertEqual(rows.mapped("pieces"), [5])

    def test_a_certified_stone_that_two_people_issue_at_once_goes_to_one(self):
        first, second = self._open_dialog("one", "master"), self._open_dialog("two", "colleague")
        with self.registry.cursor() as one, self.registry.cursor() as two:
            mine = self._env(one, "one")["jewel.stone.move"].browse(first)
            his = self._env(two, "two")["jewel.stone.move"].browse(second)
            his.has_access("read")  # his view of the data begins before the other's commit
            mine.action_move()
            one.commit()
            with self.assertRaises(SerializationFailure):
                his.action_move()
            two.rollback()
            his.env.invalidate_all()
            # The request layer of Odoo repeats the call.
            with self.assertRaisesRegex(UserError, "taken them a moment ago"):
                his.action_move()
            two.rollback()
        with self.registry.cursor() as cr:
            rows = self._env(cr)["jewel.stone.balance"].search([("lot_id", "=", self.lot_id)])
            held = [(row.location_id.id, row.pieces) for row in rows]
            self.assertEqual(held, [(self.bench_ids[0], 1)])
