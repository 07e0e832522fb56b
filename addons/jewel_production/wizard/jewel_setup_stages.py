from odoo import fields, models
from odoo.exceptions import UserError

_STAGES = [("is_jewel_stage", "=", True), ("is_handover", "=", False)]


class JewelSetupStages(models.TransientModel):
    """Which of the known stages this workshop has; the others are archived, not deleted."""

    _name = "jewel.setup.stages"
    _description = "Set-up: Stages"

    stage_ids = fields.Many2many(
        "mrp.workcenter",
        "jewel_setup_stages_workcenter_rel",
        "setup_id",
        "workcenter_id",
        "Stages",
        domain=_STAGES,
        context={"active_test": False},
        default=lambda self: self.env["mrp.workcenter"].search(_STAGES),
    )
    route_id = fields.Many2one(
        "jewel.route",
        "Default Route",
        required=True,
        default=lambda self: self.env.company.jewel_route_id,
        help="Its stages that are not chosen above are passed over.",
    )

    def action_apply(self):
        """Archive what was not chosen, bring back what was, set the company's route."""
        self.ensure_one()
        # Whoever may set up the workshop need have no role in production.
        setup = self.sudo()
        known = setup.env["mrp.workcenter"].with_context(active_test=False).search(_STAGES)
        dropped = known.filtered("active") - setup.stage_ids
        setup._check_route()
        dropped._check_no_open_work()
        dropped.action_archive()
        setup.stage_ids.filtered(lambda stage: not stage.active).action_unarchive()
        self.env.company.jewel_route_id = setup.route_id
        return {"type": "ir.actions.act_window_close"}

    def _check_route(self):
        if not self.route_id.line_ids.workcenter_id & self.stage_ids:
            raise UserError(
                self.env._(
                    "None of the chosen stages is on the route «%s», so its jobs would have no"
                    " stage at all. Choose some of its stages, or another route.",
                    self.route_id.name,
                )
            )
