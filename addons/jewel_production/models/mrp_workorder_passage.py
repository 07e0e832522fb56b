from odoo import api, fields, models
from odoo.exceptions import UserError

_CLOSED = ("done", "cancel")


class MrpWorkorder(models.Model):
    """When a stage came on the job's way, was given to somebody, and was left.

    Core keeps start and finish of work only, and forgets both when a stage is skipped.
    """

    _inherit = "mrp.workorder"

    date_opened = fields.Datetime("On the Route since", default=fields.Datetime.now, copy=False)
    date_taken = fields.Datetime("Taken on", copy=False)
    date_closed = fields.Datetime("Left on", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        return super().create(
            [{"date_taken": now, **vals} if vals.get("jeweller_id") else vals for vals in vals_list]
        )

    def write(self, vals):
        vals = dict(vals)
        if "state" in vals:
            closed = vals["state"] in _CLOSED
            vals["date_closed"] = closed and (vals.get("date_finished") or fields.Datetime.now())
        if "jeweller_id" not in vals:
            return super().write(vals)
        same = self.filtered(lambda order: order.jeweller_id.id == (vals["jeweller_id"] or False))
        (self - same)._jewel_check_open_to_giving()
        taken = vals["jeweller_id"] and fields.Datetime.now()
        super(MrpWorkorder, same).write(vals)
        return super(MrpWorkorder, self - same).write({**vals, "date_taken": taken})

    def _jewel_check_open_to_giving(self):
        """Who has done a stage is history; only code that runs as superuser may correct it."""
        closed = self.filtered(lambda order: order.state in _CLOSED)
        if closed and not self.env.su:
            raise UserError(
                self.env._(
                    "“%(stage)s” of job %(job)s is finished and cannot be given to anybody else. "
                    "If it was finished by mistake, take that back on the job first.",
                    stage=closed[0].name,
                    job=closed[0].production_id.name,
                )
            )


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def action_confirm(self):
        """Stages that a bill of materials put on a draft begin to count now."""
        drafts = self.filtered(lambda job: job.state == "draft")
        result = super().action_confirm()
        drafts.workorder_ids.filtered("operation_id").date_opened = fields.Datetime.now()
        return result
