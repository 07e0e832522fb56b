from odoo import fields, models
from odoo.exceptions import UserError


class JewelJobAssign(models.TransientModel):
    _name = "jewel.job.assign"
    _inherit = "jewel.job.bulk"
    _description = "Assign Jobs to a Jeweller"

    production_ids = fields.Many2many(default=lambda self: self._default_get_jobs())
    jeweller_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Empty: the work waits for anybody of its stage.",
    )
    stage_id = fields.Many2one(
        "mrp.workcenter",
        "Work at Stage",
        domain="[('is_jewel_stage', '=', True), ('is_handover', '=', False)]",
        help="Empty: the stage where each job stands.",
    )

    def action_assign(self):
        return self._jewel_do_each(self._jewel_assign)

    def _jewel_assign(self, job):
        job._jewel_lock()
        orders = job.sudo()._jewel_open_orders()
        stage = self.stage_id.sudo()
        order = orders.filtered(lambda order: order.workcenter_id == stage) if stage else orders
        self._jewel_check_assignable(job, order[:1])
        order[:1].jeweller_id = self.jeweller_id

    def _jewel_check_assignable(self, job, order):
        if not order:
            raise UserError(self.env._("%s has no open work there: nothing to assign.", job.name))
        if order._is_running() and order.jeweller_id != self.jeweller_id:
            raise UserError(
                self.env._(
                    "%(job)s: %(jeweller)s is working on “%(stage)s” right now. "
                    "It can be given to somebody else when the work is paused.",
                    job=job.name,
                    jeweller=order.jeweller_id.name,
                    stage=order.name,
                )
            )
        if self.jeweller_id and not order.workcenter_id._is_stage_of(self.jeweller_id):
            raise UserError(
                self.env._(
                    "%(job)s: %(jeweller)s does not work at “%(stage)s”.",
                    job=job.name,
                    jeweller=self.jeweller_id.name,
                    stage=order.workcenter_id.name,
                )
            )
