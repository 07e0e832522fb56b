from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpWorkorder(models.Model):
    """Control: the check list is made when the stage begins, and keeps the stage from finishing."""

    _inherit = "mrp.workorder"

    check_ids = fields.One2many("jewel.quality.check", "workorder_id", "Quality Checks")
    is_quality = fields.Boolean(
        "Stage of Control", compute="_compute_is_quality", compute_sudo=True
    )

    @api.depends("workcenter_id.is_quality")
    def _compute_is_quality(self):
        for order in self:
            order.is_quality = order.workcenter_id.is_quality

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"is_quality"}

    def action_jewel_check(self):
        """Open the check list; whoever opens waiting work takes and begins it."""
        self.ensure_one()
        self.check_access("read")
        if self.sudo().state not in ("done", "cancel"):
            self.action_jewel_start()
        check = self.sudo()._jewel_ensure_check()
        if not check:
            raise UserError(
                self.env._(
                    "Nothing is checked on a piece of this type at “%s”: finish the stage.",
                    self.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_quality_check_bench_action"
        )
        return {**action, "res_id": check.id}

    def button_start(self, *args, **kwargs):
        """Override of `mrp`: control begins with a check list."""
        result = super().button_start(*args, **kwargs)
        for order in self.sudo().filtered(lambda order: order.state == "progress"):
            order._jewel_ensure_check()
        return result

    def button_finish(self):
        """Override of `mrp`: a piece that is not checked, or not good, stays in control."""
        orders = self.sudo().filtered(
            lambda order: order.is_quality and order.state not in ("done", "cancel")
        )
        for order in orders:
            order._jewel_check_quality()
        return super().button_finish()

    def _jewel_ensure_check(self):
        """The check of this passage through control: under way, passed, or made now."""
        self.ensure_one()
        checks = self.env["jewel.quality.check"]
        if not self.is_quality:
            return checks
        check = self.check_ids.filtered(lambda check: check.state in ("open", "passed"))[:1]
        if self.state in ("done", "cancel"):
            return check or self.check_ids[:1]
        if not check and (items := self.env["jewel.check.item"]._get_items(self)):
            check = checks.create(
                {
                    "production_id": self.production_id.id,
                    "workorder_id": self.id,
                    "line_ids": [(0, 0, item._prepare_line_vals()) for item in items],
                }
            )
        return check

    def _jewel_check_quality(self):
        check = self.check_ids.filtered(lambda check: check.state in ("open", "passed"))[:1]
        if check.state == "passed":
            return
        lines = check.line_ids.filtered(lambda line: line.result != "good")
        if names := (lines or self.env["jewel.check.item"]._get_items(self)).mapped("name"):
            raise UserError(
                self.env._(
                    "To finish “%(stage)s” of job %(job)s, open its check list. Not good yet: "
                    "%(items)s.",
                    stage=self.name,
                    job=self.production_id.name,
                    items=", ".join(names),
                )
            )
