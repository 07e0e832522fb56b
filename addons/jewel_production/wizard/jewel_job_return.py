from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class JewelJobReturn(models.TransientModel):
    _name = "jewel.job.return"
    _description = "Send a Job Back"

    production_id = fields.Many2one("mrp.production", "Job", required=True, readonly=True)
    workorder_id = fields.Many2one("mrp.workorder", "Work Order", readonly=True)
    passed_stage_ids = fields.Many2many("mrp.workcenter", compute="_compute_passed_stages")
    stage_id = fields.Many2one(
        "mrp.workcenter",
        "Back to",
        compute="_compute_stage",
        store=True,
        readonly=False,
        domain="[('id', 'in', passed_stage_ids)]",
    )
    rework_reason_id = fields.Many2one("jewel.rework.reason", "Reason")
    note = fields.Char("Remark")
    again_ids = fields.Many2many(
        "mrp.workorder",
        string="Also Again",
        compute="_compute_again",
        store=True,
        readonly=False,
        domain="[('production_id', '=', production_id), ('state', '=', 'done')]",
        help="Stages between that must be passed again.",
    )

    @api.depends("production_id")
    def _compute_passed_stages(self):
        for wizard in self:
            wizard.passed_stage_ids = wizard._get_job()._jewel_passed_orders().workcenter_id

    @api.depends("passed_stage_ids")
    def _compute_stage(self):
        """Where there is one stage only to go back to, it is proposed."""
        for wizard in self:
            passed = wizard.passed_stage_ids
            wizard.stage_id = passed if len(passed) == 1 else wizard.stage_id

    @api.depends("production_id", "stage_id")
    def _compute_again(self):
        for wizard in self:
            origin = wizard._get_origin()
            wizard.again_ids = wizard._get_job()._jewel_passed_since(origin) if origin else False

    def action_return(self):
        """Send the job back; a jeweller may do so with the piece that he has in hand."""
        self.ensure_one()
        self._check_filled()
        if self.workorder_id:
            self._check_in_hand()
            job, again = self.workorder_id.sudo().production_id, None
        else:
            job = self.production_id
            again = self.sudo().again_ids & self._get_job().workorder_ids
        job.sudo()._jewel_check_returnable(self.stage_id)
        job._jewel_move_to_stage(self.stage_id, self.rework_reason_id, self.note, again)
        if self.workorder_id:  # the piece has left the jeweller's hands: back to his list
            return self.env["ir.actions.act_window"]._for_xml_id(
                "jewel_production.mrp_workorder_bench_action"
            )
        return {"type": "ir.actions.act_window_close"}

    def _get_job(self):
        """The job as superuser; who may not see it learns nothing of its stages."""
        job = self.production_id
        job._origin.check_access("read")
        return job.sudo()

    def _get_origin(self):
        """Work order to repeat: the last passage through the chosen stage."""
        passed = self._get_job()._jewel_passed_orders()
        return passed.filtered(lambda order: order.workcenter_id == self.stage_id)[-1:]

    def _check_filled(self):
        if not (self.stage_id and self.rework_reason_id):
            raise UserError(
                self.env._(
                    "To send job %s back, choose the stage and the reason.", self.production_id.name
                )
            )

    def _check_in_hand(self):
        order = self.workorder_id.sudo()
        if (
            order.jeweller_id != self.env.user
            or order != order.production_id._jewel_open_orders()[:1]
        ):
            raise AccessError(
                self.env._(
                    "Only the jeweller who has “%(stage)s” of job %(job)s in hand "
                    "sends it back from there.",
                    stage=order.name,
                    job=order.production_id.name,
                )
            )
