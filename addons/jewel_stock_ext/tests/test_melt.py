from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
@capability("F2")
class TestMelt(MetalCase):
    """Metal of the vault is melted, weighed and assayed anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scrap, cls.pure_gold, cls.silver = cls.env["jewel.alloy"].create(
            [
                {"name": "Test scrap 500", "fineness": 500},
                {"name": "Test gold 999", "fineness": 999},
                {"name": "Test silver 925", "fineness": 925, "metal": "silver"},
            ]
        )
        cls._receive(100, alloy=cls.scrap)
        cls._receive(10, alloy=cls.pure_gold)

    def _fill(self, *parts, gross, user=None, **vals):
        form = Form(self.env["jewel.metal.melt"].with_user(user or self.keeper))
        for alloy, grams in parts:
            with form.line_ids.new() as line:
                line.alloy_id, line.gross_weight = alloy, grams
        form.alloy_id, form.gross_weight = self.white, gross
        for name, value in {"note": "Assay 12", **vals}.items():
            form[name] = value
        return form.save()

    def _melt(self, *parts, **vals):
        action = self._fill(*parts, **vals).action_melt()
        return self.entries.search(action["domain"])

    def test_two_alloys_become_one(self):
        before = self._get_pure(self.vault, self.scrap) + self._get_pure(self.vault, self.pure_gold)
        melt = self._fill((self.scrap, 60), (self.pure_gold, 10), gross=69.5, fineness=575)
        self.assertEqual(melt.lost_weight, 0.5)
        self.assertEqual(melt.found_weight, -0.0275)  # 39.9625 of 39.99
        entries = self.entries.search(melt.action_melt()["domain"])
        self.assertEqual(
            self.entries.search(melt.action_melt()["domain"]), entries, "pressed twice"
        )
        self.assertEqual(self._get_gross(self.vault, self.scrap), 40)
        self.assertEqual(self._get_gross(self.vault, self.pure_gold), 0)
        self.assertEqual(self._get_gross(self.vault), Decimal("69.5"))
        self.assertEqual(entries.user_id, self.keeper)
        after = self._get_pure(self.vault, self.scrap) + self._get_pure(self.vault)
        self.assertEqual(after - before, Decimal("-0.0275"))
        self.assertEqual(self._get_stock(self.vault), 69.5)

    def test_ligature_makes_more_alloy_of_the_same_gold(self):
        self._melt((self.pure_gold, 10), gross=17, fineness=587.6, ligature_weight=7.1)
        self.assertEqual(self._get_gross(self.vault), 17)
        loss = self.entries.search(
            [("alloy_id", "=", self.pure_gold.id), ("operation", "=", "loss")]
        )
        self.assertEqual((loss.gross_weight, loss.pure_weight), (0.1, 0))

    def test_metal_of_a_client_stays_his(self):
        client = self.env["stock.location"]._jewel_get_holder("client")
        self._post(
            client, self.vault, 7, "receipt", alloy=self.scrap, owner_id=self.client_partner.id
        )
        with self.assertRefused("7.0000 g of Test scrap 500 by the book"):
            self._melt((self.scrap, 8), gross=7, owner_id=self.client_partner)
        self._melt((self.scrap, 7), gross=6.9, fineness=500, owner_id=self.client_partner)
        self.assertEqual(self._get_gross(self.vault, owner=self.client_partner), Decimal("6.9"))
        self.assertEqual(self._get_gross(self.vault, self.scrap), 100)

    def test_a_melt_is_reversed_as_a_whole(self):
        entries = self._melt((self.scrap, 60), gross=59, fineness=505)
        other = self._melt((self.scrap, 10), gross=10, fineness=500)
        first = entries.filtered(lambda entry: entry.alloy_id == self.white)[:1]
        first.with_user(self.keeper).action_reverse("Wrong ingot")
        self.assertEqual(self._get_gross(self.vault, self.scrap), 90)
        self.assertEqual(self._get_gross(self.vault), 10)
        self.assertFalse(entries._filter_standing())
        self.assertEqual(other._filter_standing(), other)
        pot = self.env["stock.location"]._jewel_get_holder("melt")
        self.assertEqual(self._get_pure(pot, self.white) + self._get_pure(pot, self.scrap), 0)

    def test_what_cannot_be(self):
        for words, parts, vals in (
            ("what goes into the pot", (), {"gross": 1}),
            ("enter the mass", ((self.scrap, 0),), {"gross": 1}),
            ("Test white 585: enter the mass", ((self.scrap, 1),), {"gross": 0}),
            ("10.0000 g of Test gold 999", ((self.pure_gold, 10.1),), {"gross": 10}),
            (
                "10.0000 g of Test gold 999",
                ((self.pure_gold, 6), (self.pure_gold, 6)),
                {"gross": 12},
            ),
            ("weighs 0.5000 g more", ((self.scrap, 1),), {"gross": 1.5}),
            (
                "0.0100 g of pure metal are missing",
                ((self.scrap, 10),),
                {"gross": 10, "fineness": 499, "note": " "},
            ),
            ("each metal apart", ((self.scrap, 1), (self.silver, 1)), {"gross": 2}),
        ):
            with self.subTest(words), self.assertRefused(words):
                self._melt(*parts, **vals)
        melt = self._fill((self.scrap, 1), gross=1)
        melt.location_id = self.bench
        with self.assertRefused("is no vault"):
            melt.action_melt()
        self.assertEqual(self._get_gross(self.vault, self.scrap), 100)

    def test_storekeeper_and_head_melt(self):
        self._melt((self.scrap, 1), gross=1, user=self.head)
        for role in ("jeweller", "accountant", "director", "sales_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["jewel.metal.melt"].with_user(self.users[role]).create(
                    {"alloy_id": self.white.id}
                )
