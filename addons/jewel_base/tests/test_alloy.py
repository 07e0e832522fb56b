from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import JewelCase, capability


@tagged("post_install", "-at_install")
class TestAlloy(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alloy = cls.env["jewel.alloy"].create(
            {"name": "Test gold", "metal": "gold", "fineness": 585, "density": 13.24}
        )
        cls.env["jewel.alloy.price"].create(
            [
                {"alloy_id": cls.alloy.id, "date": "2025-12-05", "price": 6350},
                {"alloy_id": cls.alloy.id, "date": "2026-01-12", "price": 6400},
                {"alloy_id": cls.alloy.id, "date": "2999-01-01", "price": 9999},
            ]
        )

    def test_price_is_the_one_in_force_on_the_day(self):
        price_on = {
            date: self.alloy._get_price(self.env["jewel.alloy.price"]._fields["date"].to_date(date))
            for date in ("2025-12-04", "2025-12-05", "2026-01-11", "2026-01-12")
        }
        self.assertEqual([row.price for row in price_on.values()], [0, 6350, 6350, 6400])

    def test_alloy_shows_the_price_of_today_and_its_date(self):
        self.assertEqual(self.alloy.price_per_gram, 6400)
        self.assertEqual(str(self.alloy.price_date), "2026-01-12")

    def test_one_price_a_day(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["jewel.alloy.price"].create(
                {"alloy_id": self.alloy.id, "date": "2026-01-12", "price": 1}
            )

    def test_wax_ratio_comes_from_the_density_until_the_workshop_knows_better(self):
        self.assertEqual(self.alloy.wax_ratio, 14.01)
        self.alloy.wax_ratio = 13.6
        self.assertEqual(self.alloy.wax_ratio, 13.6)

    def test_fineness_has_a_range(self):
        for fineness in (0, 1000.1):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                self.alloy.copy({"name": "Impossible", "fineness": fineness})

    @capability("A2", "C3")
    def test_jeweller_reads_the_alloy_without_its_price(self):
        alloy = self.alloy.with_user(self.users["jeweller"])
        self.assertEqual(alloy.fineness, 585)
        self.assertNotIn("price_per_gram", alloy.read()[0])
        with self.assertRaises(AccessError):
            alloy.read(["price_per_gram"])
        self.assertEqual(self.alloy.with_user(self.users["storekeeper"]).price_per_gram, 6400)
