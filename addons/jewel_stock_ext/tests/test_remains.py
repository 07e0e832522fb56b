from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .remains import RemainsCase


@tagged("post_install", "-at_install")
class TestRemains(RemainsCase):
    @capability("A50")
    def test_minimum_of_an_item_that_is_consumed_each_day(self):
        """4 a day for 30 days, 10 days to receipt, no scatter: 40; 30 days more to cover: 160."""
        self.env["stock.quant"]._update_available_quantity(self.item, self.vault, 100)
        for ago in range(1, 31):
            self._consume(self.item, 4, ago)
        self._count()
        point = self._point()
        self.assertEqual(point.demand_pattern, "smooth")
        self.assertEqual((point.proposed_min_qty, point.proposed_max_qty), (40, 160))
        self.assertEqual(point.product_min_qty, 0, "a proposal changes nothing by itself")
        self.assertTrue(point.is_proposal)
        self.assertIn(point, self.points.search([("is_proposal", "=", True)]))
        reason = point.with_context(lang="en_US").remains_reason
        for part in ("4.000 a day", "10 days", "season 1.00", "40.00", "95.00 %"):
            self.assertIn(part, reason)
        point.with_user(self.keeper).action_accept_proposal()
        self.assertEqual((point.product_min_qty, point.product_max_qty), (40, 160))
        self.assertFalse(point.is_proposal)

    @capability("A50")
    def test_season_and_vendor_count(self):
        for ago in range(1, 11):
            self._consume(self.item, 4, ago)
        self.item.seller_ids = [(0, 0, {"partner_id": self.client_partner.id, "delay": 5})]
        for day in {self.today + timedelta(days=step) for step in range(6)}:
            seasons = self.env["jewel.demand.season"]
            if not seasons.search([("month", "=", str(day.month))]):
                seasons.create({"month": str(day.month), "factor": 2.0, "valid_from": "2020-01-01"})
        past = {(self.today - timedelta(days=ago)).month for ago in range(1, 11)}
        future = {(self.today + timedelta(days=step)).month for step in range(1, 6)}
        self._count()
        point = self._point()
        self.assertEqual((point.demand_lead_days, point.demand_season), (5, 2.0))
        if past == future:  # history is cleared of the same factor
            self.assertEqual(point.proposed_min_qty, 20)

    @capability("A50")
    def test_by_itself_when_the_company_says_so(self):
        self.company.remains_mode = "auto"
        for ago in range(1, 11):
            self._consume(self.item, 4, ago)
        self._count()
        self.assertEqual(self._point().product_min_qty, 40)
        hand = self._point()
        hand.write({"remains_mode": "manual", "product_min_qty": 7})
        self._count()
        self.assertEqual(hand.product_min_qty, 7)

    @capability("A50")
    def test_what_comes_back_from_a_master_was_not_consumed(self):
        for ago in range(1, 11):
            self._consume(self.item, 5, ago, dest=self.bench)
            self._consume(self.item, 3, ago, source=self.bench, dest=self.vault)
        self._consume(
            self.item,
            40,
            3,
            dest=self.env["stock.location"].search([("usage", "=", "inventory")], limit=1),
        )
        self._count()
        self.assertAlmostEqual(self._point().demand_rate, 2.0)

    @capability("A51")
    def test_task_once_per_shortage(self):
        point = self._create_point(minimum=40)
        self._count()
        self.assertFalse(self._tasks())
        self._consume(self.item, 70, 0)
        self._count()
        task = self._tasks()
        self.assertEqual(
            (len(task), task.user_id), (1, self.points._get_remains_keeper(self.company))
        )
        self.assertIn("50", task.summary, "up to the maximum of 80")
        self.assertTrue(point.short_since)
        self._count()
        task.action_done()
        self._count()
        self.assertFalse(self._tasks(), "one shortage is told of once")
        self.env["stock.quant"]._update_available_quantity(self.item, self.vault, 60)
        self._count()
        self.assertFalse(point.short_since)
        self._consume(self.item, 60, 0)
        self._count()
        self.assertEqual(len(self._tasks()), 1)
        self.env["stock.quant"]._update_available_quantity(self.item, self.vault, 60)
        self._count()
        self.assertFalse(self._tasks(), "closed when there is enough again")

    @capability("A51")
    def test_what_is_on_the_way_is_no_shortage(self):
        self._create_point(minimum=120)
        self._create_move(self.item, 50, self.supplier, self.vault)
        self._count()
        self.assertFalse(self._tasks())

    @capability("A51")
    def test_order_by_rule_or_a_task_that_says_why_not(self):
        point = self._create_point(minimum=120, shortage_action="procure")
        ordered = []
        with patch.object(
            type(self.points),
            "_procure_orderpoint_confirm",
            lambda points, **kwargs: ordered.append(points.product_id),
        ):
            self._count()
            self._count()
        self.assertEqual(ordered, [self.item], "one order for one shortage")
        self.assertFalse(self._tasks())
        point.short_since = False

        def refuse(points, **kwargs):
            raise UserError("No vendor")

        with patch.object(type(self.points), "_procure_orderpoint_confirm", refuse):
            self._count()
        self.assertIn("No vendor", self._tasks().note)

    @capability("A51")
    def test_order_from_another_warehouse_by_odoos_rules(self):
        """The real door: a route that supplies the vault makes the transfer."""
        other = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        house = self.env["stock.warehouse"].search([("lot_stock_id", "=", self.vault.id)])
        house.resupply_wh_ids = other
        self.item.route_ids = house.resupply_route_ids
        self._create_point(minimum=120, shortage_action="procure")
        self._count()
        moves = self.env["stock.move"].search(
            [("product_id", "=", self.item.id), ("state", "not in", ("done", "cancel"))]
        )
        self.assertIn(60, moves.mapped("product_uom_qty"))
        self.assertFalse(self._tasks())
        made = len(moves)
        self._count()
        self.assertEqual(self.env["stock.move"].search_count([("id", "in", moves.ids)]), made)

    @capability("A52")
    def test_run_out_with_open_orders(self):
        point = self._create_point()
        self._create_move(
            self.item,
            130,
            self.vault,
            self._client_place(),
            self.today + timedelta(days=5),
            origin="WH/MO/00042",
        )
        self.points.with_user(self.keeper).action_open_remains()
        self.assertEqual(point.run_out_date, self.today + timedelta(days=5))
        self.assertEqual((point.remains_qty, point.needed_qty), (100, 130))
        self.assertEqual(point.needed_for, "WH/MO/00042")
        self._create_move(
            self.item,
            50,
            self.supplier,
            self.vault,
            self.today + timedelta(days=4),
            origin="P00007",
        )
        self.points.with_user(self.users["planner"]).action_open_remains()
        self.assertFalse(point.run_out_date)
        self.assertEqual((point.coming_qty, point.coming_by), (50, "P00007"))

    @capability("A50")
    def test_queries_do_not_grow_with_items(self):
        def queries(count):
            products = self.env["product.product"].create(
                [
                    {"name": f"Item {number}", "is_storable": True, "categ_id": self.category.id}
                    for number in range(count)
                ]
            )
            points = self.points.create(
                [
                    {
                        "product_id": product.id,
                        "location_id": self.vault.id,
                        "trigger": "manual",
                        "product_min_qty": 0,
                    }
                    for product in products
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            points._jewel_count_minimum(self.company)
            points._jewel_count_forecast(self.company)
            points._jewel_handle_shortages(self.company)
            return self.env.cr.sql_log_count - before

        few, many = queries(10), queries(300)
        self.assertLessEqual(many, few + 4, "what grows is only Odoo's prefetch")
        self.assertLess(many, 40)

    @capability("A50", "A52")
    def test_rights(self):
        point = self._create_point()
        for role in ("jeweller", "accountant", "courier"):
            with self.assertRaises(AccessError):
                self.points.with_user(self.users[role]).action_open_remains()
        for role in ("production_head", "planner"):
            self.assertTrue(point.with_user(self.users[role]).read(["run_out_date"]))
            with self.assertRaises(AccessError):
                point.with_user(self.users[role]).action_accept_proposal()
        point.with_user(self.users["director"]).action_accept_proposal()

    def _create_point(self, minimum=0, **vals):
        return self.points.create(
            {
                "product_id": self.item.id,
                "location_id": self.vault.id,
                "trigger": "manual",
                "product_min_qty": minimum,
                "product_max_qty": minimum + 40,
                **vals,
            }
        )
