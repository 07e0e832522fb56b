from odoo import fields, models

from ..const import REMAINS_MODES, SHORTAGE_ACTIONS


class ResCompany(models.Model):
    """What minimum remains are computed with, unless an item says otherwise."""

    _inherit = "res.company"

    remains_service_level = fields.Float(
        "Service Level",
        default=0.95,
        help="Share of deliveries before which the item does not run out.",
    )
    remains_lead_days = fields.Integer(
        "Days to Receipt", default=14, help="For an item without a vendor."
    )
    remains_cover_days = fields.Integer(
        "Days to Cover", default=30, help="For how many days one order is made."
    )
    remains_mode = fields.Selection(
        REMAINS_MODES, "Minimum Remains", default="proposal", required=True
    )
    remains_action = fields.Selection(
        SHORTAGE_ACTIONS, "Below the Minimum", default="task", required=True
    )

    _remains_service_level_real = models.Constraint(
        "CHECK(remains_service_level BETWEEN 0.5 AND 0.9999)",
        "A service level is between 50 % and 99.99 %.",
    )
    _remains_days_positive = models.Constraint(
        "CHECK(remains_lead_days > 0 AND remains_cover_days >= 0)",
        "Days to receipt are at least one.",
    )
