from odoo import api, fields, models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    check_ids = fields.One2many("jewel.quality.check", "production_id", "Quality Checks")
    check_count = fields.Integer(compute="_compute_quality", compute_sudo=True)
    quality_state = fields.Selection(
        [
            ("none", "Nothing to Check"),
            ("open", "To Be Checked"),
            ("passed", "Passed"),
            ("failed", "Sent Back"),
        ],
        "Quality",
        compute="_compute_quality",
        compute_sudo=True,
    )
    is_at_control = fields.Boolean("Stage of Control", related="stage_id.is_quality")
    half_remake_count = fields.Integer("Halves Made Again", readonly=True, copy=False)

    @api.depends("check_ids.state", "workorder_ids.state", "workorder_ids.workcenter_id")
    def _compute_quality(self):
        for job in self:
            checks = job.check_ids.sorted("id")
            job.check_count = len(checks)
            if job._jewel_unchecked_orders():
                job.quality_state = "failed" if checks[-1:].state == "failed" else "open"
            else:
                job.quality_state = "passed" if checks[-1:].state == "passed" else "none"

    def _jewel_unchecked_orders(self):
        """Passages through control that have not been passed; the last one of each stage counts."""
        last = {order.workcenter_id: order for order in self._jewel_ordered_orders()}
        return self.env["mrp.workorder"].union(
            *(
                order
                for stage, order in last.items()
                if stage.is_quality
                and "passed" not in order.check_ids.mapped("state")
                and self.env["jewel.check.item"].sudo()._get_items(order)
            )
        )

    def action_jewel_check(self):
        """Open the check list of the stage of control at which the piece is."""
        self.ensure_one()
        return self._jewel_open_orders()[:1].action_jewel_check()

    def action_view_checks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_quality_check_action"
        )
        action["domain"] = [("production_id", "=", self.id)]
        action["context"] = {}
        return action

    def _item_spec_changed(self, old):
        """Override: what was read on the piece is not what is ordered now."""
        result = super()._item_spec_changed(old)
        if "engraving" in old and self.state not in ("done", "cancel"):
            self.sudo()._jewel_outdate_checks(old["engraving"])
        return result

    def _jewel_outdate_checks(self, engraving):
        """Control must read the engraving again: its checks so far count no more."""
        checks = self.check_ids.filtered(
            lambda check: check.state in ("open", "passed") and check._is_about_engraving()
        )
        if not checks:
            return
        checks._set_state("outdated")
        job = self.with_context(lang=self._get_job_head().lang)
        job.message_post(
            body=job.env._(
                "The engraving has changed after control: %(old)s → %(new)s. "
                "The piece must be checked again at “%(stage)s”.",
                old=engraving or "–",
                new=self.engraving or "–",
                stage=checks.workorder_id.workcenter_id[:1].name,
            )
        )

    def _post_jewel_return(self, workorders):
        """Override: what is being checked has gone back."""
        result = super()._post_jewel_return(workorders)
        checks = self.check_ids.filtered(
            lambda check: (
                check.state in ("open", "passed")
                and check.workorder_id.state not in ("done", "cancel")
            )
        )
        bad = checks.filtered("has_bad")
        bad._set_state("failed")
        (checks - bad)._set_state("broken")
        return result
