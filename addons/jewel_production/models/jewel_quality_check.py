from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelQualityCheck(models.Model):
    """One passage of a piece through its check list, kept with who and when.

    A check is open until its last item is good (passed) or the piece goes back (failed, or broken
    off when nothing was found bad). Closed checks do not change, but for one case: the engraving
    is ordered otherwise after it was read (outdated), and the piece is checked anew.
    """

    _name = "jewel.quality.check"
    _description = "Quality Check"
    _order = "id desc"
    _rec_name = "production_id"

    production_id = fields.Many2one(
        "mrp.production", "Job", required=True, index=True, ondelete="cascade"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", "Stage", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="production_id.company_id", store=True)
    state = fields.Selection(
        [
            ("open", "Under Way"),
            ("passed", "Passed"),
            ("failed", "Sent Back"),
            ("broken", "Broken off"),
            ("outdated", "Outdated"),
        ],
        required=True,
        default="open",
        index=True,
        readonly=True,
    )
    line_ids = fields.One2many("jewel.quality.check.line", "check_id", "Items", readonly=True)
    has_bad = fields.Boolean(compute="_compute_result")
    has_bad_pair = fields.Boolean(compute="_compute_result")
    todo_count = fields.Integer("Still to Check", compute="_compute_result")
    user_id = fields.Many2one("res.users", "Closed by", readonly=True)
    date_done = fields.Datetime("Closed", readonly=True)

    workorder_state = fields.Selection(related="workorder_id.state")

    # What the controller needs to see of the piece.
    article = fields.Char(related="production_id.article")
    jewel_type_id = fields.Many2one(related="production_id.jewel_type_id")
    alloy_id = fields.Many2one(related="production_id.alloy_id")
    item_size = fields.Char(related="production_id.item_size")
    item_description = fields.Text(related="production_id.item_description")
    composition = fields.Text(related="production_id.composition")
    cover_id = fields.Many2one(related="production_id.cover_id")
    cover_image = fields.Image(related="production_id.cover_image")

    _one_open = models.UniqueIndex(
        "(workorder_id) WHERE state = 'open'", "This piece is being checked already."
    )

    @api.depends("line_ids.result", "line_ids.kind")
    def _compute_result(self):
        for check in self:
            bad = check.line_ids.filtered(lambda line: line.result == "bad")
            check.has_bad = bool(bad)
            check.has_bad_pair = "pair" in bad.mapped("kind") or any(
                line.item_id.condition == "pair" for line in bad.sudo()
            )
            check.todo_count = len(check.line_ids.filtered(lambda line: not line.result))

    def action_send_back(self):
        """Ask to which stage the piece goes back; what was found is filled in already."""
        return self._action_return(self.env["jewel.rework.reason"], one_half=False)

    def action_remake_half(self):
        """Make one half of the pair again."""
        return self._action_return(
            self.env.ref("jewel_production.rework_pair", raise_if_not_found=False), one_half=True
        )

    def _action_return(self, reason, one_half):
        self.ensure_one()
        self.check_access("read")
        check = self.sudo()
        check._check_open()
        bad = check.line_ids.filtered(lambda line: line.result == "bad")
        if not bad:
            raise UserError(
                self.env._(
                    "Nothing of job %s is marked as bad yet: mark it, then send the piece back.",
                    check.production_id.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_job_return_action"
        )
        reason = reason or bad.item_id.rework_reason_id[:1]
        action["context"] = {
            "default_production_id": check.production_id.id,
            "default_rework_reason_id": reason.id,
            "default_note": "; ".join(line._get_finding() for line in bad),
            "default_one_half": one_half,
        }
        if self.env.user._is_jewel_bench_only():
            action["context"]["default_workorder_id"] = check.workorder_id.id
        return action

    def action_finish_stage(self):
        """Finish the stage of control; the piece goes on."""
        self.ensure_one()
        self.workorder_id.action_jewel_finish()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.mrp_workorder_bench_action"
        )

    # === THE DOOR === #

    def _check_open(self):
        self.ensure_one()
        if self.state != "open" or self.workorder_id.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "This check of job %(job)s is closed (%(state)s) and is not changed any more.",
                    job=self.production_id.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ].lower(),
                )
            )

    def _set_state(self, state):
        """The only way out of an open check."""
        if self:
            self.write(
                {"state": state, "user_id": self.env.uid, "date_done": fields.Datetime.now()}
            )
            self.flush_recordset()  # the index lets the next check in only then

    def _is_about_engraving(self):
        """Whether the engraving was read here, or would be by the list of now."""
        self.ensure_one()
        items = self.env["jewel.check.item"].sudo()._get_items(self.workorder_id)
        kinds = self.line_ids.mapped("kind") + items.mapped("kind")
        conditions = self.line_ids.item_id.mapped("condition") + items.mapped("condition")
        return "engraving" in kinds + conditions

    def _settle(self):
        """Close the check as passed when each item is good."""
        self.ensure_one()
        if all(line.result == "good" for line in self.line_ids):
            self._set_state("passed")
            self._post_passed()

    def _post_passed(self):
        """Hook: called once for a check that has just been passed."""
