from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..const import REMAINS_MODES, SHORTAGE_ACTIONS

_KEEPERS = (
    "jewel_base.group_storekeeper",
    "jewel_base.group_director",
    "stock.group_stock_manager",
)
# Odoo's ORM computes nothing here: numbers of all items are counted and written at once.
_COUNTED = "Counted each night and when the panel is opened."


class StockWarehouseOrderpoint(models.Model):
    """What runs out, when and why; the minimum that the consumption asks for."""

    _inherit = "stock.warehouse.orderpoint"

    remains_mode = fields.Selection(
        REMAINS_MODES,
        "Minimum",
        required=True,
        default=lambda self: self.env.company.remains_mode,
    )
    shortage_action = fields.Selection(
        SHORTAGE_ACTIONS,
        "Below the Minimum",
        required=True,
        default=lambda self: self.env.company.remains_action,
    )
    service_level = fields.Float(help="Empty: as the company says.", digits=(6, 4))

    # === COUNTED === #
    proposed_min_qty = fields.Float("Proposed Minimum", readonly=True, digits="Product Unit")
    proposed_max_qty = fields.Float("Proposed Maximum", readonly=True, digits="Product Unit")
    demand_pattern = fields.Selection(
        [("none", "None"), ("smooth", "Steady"), ("intermittent", "Rare")],
        "Consumption",
        readonly=True,
    )
    demand_rate = fields.Float("Consumed a Day", readonly=True, digits=(16, 3))
    demand_deviation = fields.Float("Deviation of a Day", readonly=True, digits=(16, 3))
    demand_lead_days = fields.Integer("Days to Receipt", readonly=True)
    demand_season = fields.Float("Season", readonly=True, digits=(6, 2))
    demand_service_level = fields.Float("Counted with Level", readonly=True, digits=(6, 4))
    demand_expected = fields.Float("Needed until Receipt", readonly=True, digits="Product Unit")
    demand_safety = fields.Float("Safety Stock", readonly=True, digits="Product Unit")
    remains_qty = fields.Float("In Stock", readonly=True, digits="Product Unit")
    reserved_qty = fields.Float("Reserved", readonly=True, digits="Product Unit")
    needed_qty = fields.Float("Needed by Orders", readonly=True, digits="Product Unit")
    coming_qty = fields.Float("On the Way", readonly=True, digits="Product Unit")
    remains_forecast = fields.Float("Will Be There", readonly=True, digits="Product Unit")
    run_out_date = fields.Date("Runs out on", readonly=True, index=True, help=_COUNTED)
    needed_for = fields.Char("Needed for", readonly=True)
    coming_by = fields.Char("Comes by", readonly=True)
    counted_on = fields.Datetime(readonly=True)
    short_since = fields.Datetime(
        "Short since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="It has been told or ordered once; the next time after it was above the minimum.",
    )

    product_image = fields.Image("Picture", related="product_id.image_128")
    remains_reason = fields.Char("Why", compute="_compute_remains_reason")
    is_proposal = fields.Boolean(compute="_compute_is_proposal", search="_search_is_proposal")

    _service_level_real = models.Constraint(
        "CHECK(COALESCE(service_level, 0) = 0 OR service_level BETWEEN 0.5 AND 0.9999)",
        "A service level is between 50 % and 99.99 %.",
    )

    @api.depends(
        "demand_pattern", "demand_rate", "demand_lead_days", "demand_season", "demand_safety"
    )
    @api.depends_context("lang")
    def _compute_remains_reason(self):
        for point in self:
            point.remains_reason = point._get_remains_reason()

    def _get_remains_reason(self):
        """The sum behind the proposed minimum, in words."""
        if self.demand_pattern not in ("smooth", "intermittent"):
            return self.env._("Nothing was consumed in the last year.")
        texts = {
            "smooth": self.env._(
                "%(rate)s a day × %(days)s days × season %(season)s = %(expected)s; "
                "safety stock for %(level)s %%: %(safety)s"
            ),
            "intermittent": self.env._(
                "Rare: %(rate)s a day × %(days)s days × season %(season)s = %(expected)s; "
                "to meet %(level)s %% of rare issues: %(safety)s more"
            ),
        }
        return texts[self.demand_pattern] % {
            "rate": self._say(self.demand_rate, 3),
            "days": self.demand_lead_days,
            "season": self._say(self.demand_season),
            "expected": self._say(self.demand_expected),
            "level": self._say(self.demand_service_level * 100),
            "safety": self._say(self.demand_safety),
        }

    def _say(self, number, digits=2):
        return self.env["ir.qweb.field.float"].value_to_html(number, {"precision": digits})

    @api.depends("remains_mode", "proposed_min_qty", "proposed_max_qty", "product_min_qty")
    def _compute_is_proposal(self):
        for point in self:
            point.is_proposal = point.remains_mode == "proposal" and bool(
                point.product_uom.compare(point.proposed_min_qty, point.product_min_qty)
                or point.product_uom.compare(point.proposed_max_qty, point.product_max_qty)
            )

    def _search_is_proposal(self, operator, value):
        if operator != "in":
            return NotImplemented
        points = self.search([("remains_mode", "=", "proposal")])
        return [("id", "in", points.filtered("is_proposal").ids)]

    def _jewel_check_keeper(self):
        if not self.env.su and not any(map(self.env.user.has_group, _KEEPERS)):
            raise AccessError(
                self.env._("About minimum remains decides the storekeeper or the director.")
            )

    def action_accept_proposal(self):
        """The proposed minimum and maximum become those of Odoo's rule."""
        self._jewel_check_keeper()
        for point in self.sudo():
            point.write(
                {
                    "product_max_qty": max(point.proposed_max_qty, point.proposed_min_qty),
                    "product_min_qty": point.proposed_min_qty,
                }
            )
        return True
