import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .remains import RemainsCase


@tagged("post_install", "-at_install")
@capability("A48")
class TestPicker(RemainsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picker = cls.env["jewel.stock.picker"].with_user(cls.keeper)
        cls._receive(200)
        cls.metal = cls.white._get_metal_product()

    def _done(self, product):
        return self.env["stock.move"].search(
            [("product_id", "=", product.id), ("state", "=", "done")], order="id desc", limit=1
        )

    def test_a_storekeeper_begins_with_it(self):
        pages = self.env["ir.http"].with_user(self.keeper)
        self.assertEqual(pages._get_jewel_home(), "jewel_stock_ext.picker_action")
        self.keeper.sudo().group_ids += self.env.ref("jewel_base.group_production_head")
        self.assertFalse(pages._get_jewel_home())

    def test_types_then_items(self):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), "gold").save(stream, "PNG")
        self.item.image_1920 = base64.b64encode(stream.getvalue())
        self.env.flush_all()
        plain = self._create_item("Коробка чёрная", default_code="КОР-1", barcode="4600000000017")
        start = self.picker.picker_start()
        types = {row["key"]: row for row in start["types"]}
        key = f"categ:{self.category.id}"
        self.assertEqual((types[key]["count"], types[key]["picture"]), (2, False))
        self.assertIn("metal", types)
        self.assertIn(self.master.id, [person["id"] for person in start["people"]])
        items = {row["id"]: row for row in self.picker.picker_items(key)["items"]}
        self.assertEqual(set(items), {self.item.id, plain.id})
        self.assertTrue(items[self.item.id]["picture"])
        self.assertFalse(items[plain.id]["picture"])
        self.assertEqual(items[plain.id]["on_hand"], 100)
        for words in ("ЧЁРН", "кор-1", "4600000000017"):
            [found] = self.picker.picker_items(None, words)["items"]
            self.assertEqual(found["id"], plain.id)
        self.assertEqual(self.picker.picker_scan("4600000000017")["id"], plain.id)
        self.assertFalse(self.picker.picker_scan("000"))

    def test_each_operation_makes_a_real_move(self):
        place = self.env["stock.location"].create(
            {"name": "Витрина", "location_id": self.vault.location_id.id}
        )
        expected = {
            "receipt": (self.supplier, self.vault, {}),
            "issue": (self.vault, self.bench, {"user_id": self.master.id}),
            "return": (self.bench, self.vault, {"user_id": self.master.id}),
            "move": (self.vault, place, {"place_id": place.id}),
        }
        for operation, (source, dest, chosen) in expected.items():
            with self.subTest(operation):
                answer = self.picker.picker_confirm(operation, self.item.id, 3, **chosen)
                self.assertFalse(answer["action"])
                move = self._done(self.item)
                self.assertEqual((move.location_id, move.location_dest_id), (source, dest))
                self.assertEqual((move.quantity, move.picking_id.state), (3, "done"))
                self.assertIn(move.picking_id.name, answer["text"])
        self.picker.picker_confirm("scrap", self.item.id, 2)
        move = self._done(self.item)
        self.assertEqual((move.scrap_id.state, move.quantity), ("done", 2))

    def test_metal_goes_by_the_sheet_and_asks_the_master(self):
        answer = self.picker.picker_confirm(
            "issue", self.metal.id, "12.3456", user_id=self.master.id
        )
        sheet = self.env["jewel.metal.transfer"].search([], order="id desc", limit=1)
        self.assertEqual((sheet.kind, sheet.to_user_id), ("issue", self.master))
        self.assertEqual(sheet.line_ids.gross_weight, 12.3456)
        self.assertEqual(sheet.state, "issued")
        self.assertFalse(answer["action"])
        self.assertFalse(sheet.entry_ids, "he has not confirmed")
        doubt = self.picker.picker_confirm("issue", self.metal.id, 900, user_id=self.master.id)
        self.assertEqual(doubt["action"]["res_model"], "jewel.metal.confirm")
        with self.assertRefused("not written off by hand"):
            self.picker.picker_confirm("scrap", self.metal.id, 1)

    def test_received_metal_is_in_the_ledger(self):
        before = self._get_gross(self.vault)
        self.picker.picker_confirm("receipt", self.metal.id, 10.5)
        self.assertEqual(float(self._get_gross(self.vault) - before), 10.5)

    def test_refusals_say_what_is_wrong(self):
        issue = {"user_id": self.master.id}
        for words, arguments, chosen in (
            ("100", ("issue", self.item.id, 101), issue),
            ("above zero", ("issue", self.item.id, -1), issue),
            ("above zero", ("issue", self.item.id, 0), issue),
            ("no quantity", ("issue", self.item.id, "много"), issue),
            ("whole steps of 1", ("issue", self.item.id, 1.5), issue),
            ("above zero", ("issue", self.item.id, "nan"), issue),
            ("Choose the master", ("issue", self.item.id, 1), {}),
            ("Choose the master", ("issue", self.item.id, 1), {"user_id": self.head.id}),
            ("Choose the place", ("move", self.item.id, 1), {}),
            ("choose another place", ("move", self.item.id, 1), {"place_id": self.vault.id}),
            ("There is no operation", ("steal", self.item.id, 1), {}),
            ("not kept in stock", ("receipt", 0, 1), {}),
        ):
            with self.subTest(words), self.assertRefused(words):
                self.picker.picker_confirm(*arguments, **chosen)
        self.assertEqual(self.item.with_context(location=self.vault.id).qty_available, 100)

    def test_an_item_by_lots_is_issued_from_the_first_and_asked_for_at_receipt(self):
        stone = self._create_item("Сапфир", on_hand=0, tracking="lot")
        lot = self.env["stock.lot"].create({"name": "L1", "product_id": stone.id})
        self.env["stock.quant"]._update_available_quantity(stone, self.vault, 5, lot_id=lot)
        self.picker.picker_confirm("issue", stone.id, 2, user_id=self.master.id)
        self.assertEqual(self._done(stone).move_line_ids.lot_id, lot)
        answer = self.picker.picker_confirm("receipt", stone.id, 2)
        self.assertEqual(answer["action"]["res_model"], "stock.picking")

    def test_only_who_keeps_the_stock(self):
        for role in ("jeweller", "sales_manager", "accountant"):
            picker = self.env["jewel.stock.picker"].with_user(self.users[role])
            with self.assertRaises(AccessError):
                picker.picker_start()
            with self.assertRaises(AccessError):
                picker.picker_confirm("receipt", self.item.id, 1)

    def test_empty_catalogue(self):
        self.env["product.template"].search([("is_storable", "=", True)]).active = False
        start = self.picker.picker_start()
        self.assertEqual(start["types"], [])
        self.assertEqual(self.picker.picker_items()["items"], [])

    def test_hundreds_of_items_come_by_pages_with_few_queries(self):
        self.env["product.product"].create(
            [
                {
                    "name": f"Камень {number}",
                    "default_code": f"К-{number:05}",
                    "is_storable": True,
                    "categ_id": self.category.id,
                }
                for number in range(700)
            ]
        )
        self.env.flush_all()
        key = f"categ:{self.category.id}"
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            page = self.picker.picker_items(key)
        self.assertEqual((len(page["items"]), page["more"]), (60, True))
        last = self.picker.picker_items(key, "", 680)
        self.assertFalse(last["more"])
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            [row] = [row for row in self.picker.picker_start()["types"] if row["key"] == key]
        self.assertEqual(row["count"], 701)
        [found] = self.picker.picker_items(None, "к-00471")["items"]
        self.assertEqual(found["code"], "К-00471")

    def test_item_of_another_company_is_not_offered(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._create_item("Foreign", on_hand=0, company_id=other.id)
        with self.assertRaises(UserError):
            self.picker.picker_confirm("receipt", foreign.id, 1)
