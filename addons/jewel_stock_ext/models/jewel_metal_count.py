from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import PURE_DIGITS


class JewelMetalCount(models.Model):
    """Съём: what a master has by the book and by the scale; both sign, and the book follows.

    Metal may move while he is being counted: whoever signs has his place locked, the book is read
    anew, and when it is another than on the sheet, the sheet is filled in anew and asked again.
    """

    _name = "jewel.metal.count"
    _description = "Count of Metal at a Master"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _order = "date desc, id desc"

    _moves = {
        "draft": {"weighed", "cancelled"},
        "weighed": {"done", "draft", "cancelled"},
        "done": set(),
        "cancelled": set(),
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        [
            ("draft", "To Weigh"),
            ("weighed", "Weighed, to Be Confirmed"),
            ("done", "Booked"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
        copy=False,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, copy=False)
    location_id = fields.Many2one(
        "stock.location",
        "Holder",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('metal_holder', '=', 'master')]",
    )
    user_id = fields.Many2one(
        "res.users", "Master", related="location_id.responsible_id", store=True, index=True
    )
    line_ids = fields.One2many("jewel.metal.count.line", "count_id", "Metal")
    weighed_by_id = fields.Many2one("res.users", "Weighed by", readonly=True, copy=False)
    weighed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    entry_ids = fields.One2many("jewel.metal.entry", "count_id", "Entries", readonly=True)
    act_ids = fields.One2many("jewel.loss.act", "count_id", "Acts of Loss", readonly=True)
    difference = fields.Float("Difference, g", compute="_compute_difference", digits=WEIGHT_DIGITS)
    pure_difference = fields.Float(
        "Difference, Pure g", compute="_compute_difference", digits=PURE_DIGITS
    )
    may_weigh = fields.Boolean(compute="_compute_may")
    may_confirm = fields.Boolean(compute="_compute_may")
    note = fields.Char()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _one_open = models.UniqueIndex(
        "(location_id) WHERE state IN ('draft', 'weighed')",
        "This master is being counted already: finish that count, or cancel it.",
    )

    @api.depends("line_ids.difference", "line_ids.pure_difference", "line_ids.is_weighed")
    def _compute_difference(self):
        for count in self:
            lines = count.line_ids.filtered("is_weighed")
            count.difference = sum(lines.mapped("difference"))
            count.pure_difference = sum(lines.mapped("pure_difference"))

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may(self):
        user = self.env.user
        counter = self._jewel_is_counter()
        for count in self:
            count.may_weigh = count.state == "draft" and counter and count.user_id != user
            count.may_confirm = count.state == "weighed" and (counter or count.user_id == user)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jewel_check_by_action(vals)
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        counts = super().create(vals_list)
        for count in counts.filtered(lambda count: not count.line_ids):
            count.sudo()._jewel_fill(count._jewel_read_book())
        return counts

    def write(self, vals):
        self._jewel_check_by_action(vals)
        if set(vals) & {"date", "line_ids", "location_id", "company_id"}:
            self._jewel_check_draft()
        return super().write(vals)

    def _jewel_check_by_action(self, vals):
        by_action = {"name", "weighed_by_id", "weighed_on", "confirmed_by_id", "confirmed_on"}
        if not self.env.su and (set(vals) & by_action or vals.get("state", "draft") != "draft"):
            raise AccessError(self.env._("State and signatures of a count are set by its buttons."))

    def _jewel_check_draft(self):
        """Nothing is changed that both have seen, or that is being signed now."""
        if self.env.su:
            return
        self._lock()
        if fixed := self.filtered(lambda count: count.state != "draft"):
            raise UserError(
                self.env._(
                    "%s has been weighed: what both have seen stays. Take it back to weigh anew.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda count: count.state not in ("draft", "cancelled")):
            raise UserError(self.env._("%s is signed and stays.", ", ".join(used.mapped("name"))))
