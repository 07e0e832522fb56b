import base64
import io

from openpyxl import load_workbook
from PyPDF2 import PdfReader

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase

UIN = "6430000012345678"
OTHER = "6430000012345679"


@tagged("post_install", "-at_install")
@capability("F11")
class TestUin(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.white.metal = "gold"
        cls.product = cls.env["product.product"].create(
            {
                "name": "Cuff-links “Lion”",
                "default_code": "SZ-12",
                "alloy_id": cls.white.id,
                "is_storable": True,
                "tracking": "serial",
                "lst_price": 309000,
            }
        )
        cls.piece, cls.second = cls.env["stock.lot"].create(
            [
                {"name": name, "product_id": cls.product.id, "final_weight": 18.9}
                for name in ("P-1", "P-2")
            ]
        )

    def _import(self, text, user=None):
        wizard = self.env["jewel.uin.import"].with_user(user or self.keeper)
        return wizard.create({"file": base64.b64encode(text.encode())}).action_import()

    def _print(self, lots, **vals):
        wizard = (
            self.env["jewel.tag.print"]
            .with_user(self.keeper)
            .with_context(active_ids=lots.ids)
            .create(vals)
        )
        wizard.action_print()
        pages = PdfReader(io.BytesIO(base64.b64decode(wizard.pdf))).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_state_follows_the_uin(self):
        self.assertEqual(self.piece.uin_state, "none")
        self.piece.uin_requested_on = "2026-11-01"
        self.assertEqual(self.piece.uin_state, "requested")
        self.piece.with_user(self.keeper).uin = UIN
        self.assertEqual(self.piece.uin_state, "assigned")
        self._print(self.piece)
        self.assertEqual(self.piece.uin_state, "on_tag")
        self.piece.uin = OTHER
        self.assertEqual(self.piece.uin_state, "assigned")

    def test_piece_that_leaves_is_sold_and_keeps_its_uin(self):
        self.piece.uin = UIN
        customer = self.env.ref("stock.stock_location_customers")
        self._deliver(self.vault, customer)
        self.assertEqual(self.piece.uin_state, "sold")
        with self.assertRefused("has been sold"):
            self.piece.uin = OTHER
        self._deliver(customer, self.vault)
        self.assertEqual(self.piece.uin_state, "assigned")

    def _deliver(self, source, dest):
        ends = {"location_id": source.id, "location_dest_id": dest.id}
        line = {"product_id": self.product.id, "lot_id": self.piece.id, "quantity": 1, **ends}
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "picked": True,
                "move_line_ids": [(0, 0, line)],
                **ends,
            }
        )
        move._action_confirm()
        move._action_done()

    def test_file_gives_all_their_uin(self):
        self._import(f"Piece;UIN\nP-1;{UIN}\nP-2;{OTHER}\n")
        self.assertEqual((self.piece.uin, self.second.uin), (UIN, OTHER))

    def test_bad_lines_are_named_and_nothing_is_imported(self):
        self.second.uin = OTHER
        text = f"P-1;{OTHER}\nP-9;6430000012345670\nP-2;{UIN}\nP-1;643\n"
        with self.assertRefused(
            r"Line 1: UIN \d+ belongs to piece P-2.\n"
            r"Line 2: there is no piece P-9.\n"
            r"Line 3: piece P-2 has UIN \d+ already.\n"
            r"Line 4: “643” is no UIN"
        ):
            self._import(text)
        self.assertFalse(self.piece.uin)
        with self.assertRaises(AccessError):
            self._import(f"P-1;{UIN}\n", self.users["sales_manager"])

    def test_tag_says_what_the_law_asks_for(self):
        self.piece.uin = UIN
        stone = self.env["jewel.stone"].create({"name": "x", "tag_name": "сапф.", "shape": "Кр"})
        self.product.insert_ids = [(0, 0, {"stone_id": stone.id, "quantity": 2, "carats": 0.4})]
        self.env.company.partner_id.write({"street": "Varvarka 1", "city": "Moscow"})
        for size in ("22x70", "25x35"):
            [text] = self._print(self.piece, size=size)
            for words in (
                "Lion",
                "SZ-12",
                "Gold 585",
                "18,90",
                "2 сапф. Кр-0,40 кар.",
                "Varvarka 1",
                self.env.company.name,
                UIN[:8],
                UIN[8:],
                "Quality control",
            ):
                self.assertIn(words, text)
            self.assertNotIn("309", text)
        [text] = self._print(self.piece, with_price=True)
        self.assertIn("309 000,00", text.replace("\u00a0", " "))

    def test_tags_of_many_pieces_are_pages_of_one_file(self):
        self.piece.uin, self.second.uin = UIN, OTHER
        self.assertEqual(len(self._print(self.piece | self.second)), 2)

    def test_tag_without_the_necessary_is_not_printed(self):
        self.piece.final_weight = 0
        with self.assertRefused("tag of P-1 would lack: weight, UIN"):
            self._print(self.piece)
        self.assertFalse(self.piece.tag_printed_on)

    def test_register_as_a_file(self):
        self.piece.uin = UIN
        lots = (self.piece | self.second).with_user(self.keeper)
        csv_id, xlsx_id = (
            int(action()["url"].split("/")[3].split("?")[0])
            for action in (lots.action_jewel_uin_csv, lots.action_jewel_uin_xlsx)
        )
        text = self.env["ir.attachment"].browse(csv_id).raw.decode("utf-8-sig")
        self.assertIn(f"P-1;Cuff-links “Lion”;SZ-12;Test white 585;18,900;;{UIN};Assigned", text)
        page = load_workbook(io.BytesIO(self.env["ir.attachment"].browse(xlsx_id).raw)).active
        self.assertEqual([row[6].value or "" for row in page.rows], ["UIN", UIN, ""])

    def test_weight_is_the_same_on_tag_and_in_register(self):
        for grams, text in ((16.6205, "16,621"), (16.6225, "16,623"), (12.34, "12,34")):
            self.piece.final_weight = grams
            self.assertIn(f"{text} ", " ".join(self.piece._prepare_tag().lines) + " ")
            [row] = self.piece._get_uin_rows()
            self.assertEqual(float(row[4].replace(",", ".")), float(text.replace(",", ".")))
