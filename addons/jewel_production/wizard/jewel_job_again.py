from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.jewel_base.const import WEIGHT_DIGITS


class JewelJobAgain(models.TransientModel):
    """Make a piece again, or repair it; without an origin: repair a piece that we did not make."""

    _name = "jewel.job.again"
    _description = "Remake or Repair"

    origin_job_id = fields.Many2one("mrp.production", "Job", readonly=True)
    origin_state = fields.Selection(related="origin_job_id.state", help="State of the job.")
    job_kind = fields.Selection(
        [("remake", "Make Again"), ("repair", "Repair")], "What", required=True, default="repair"
    )
    reason_id = fields.Many2one("jewel.rework.reason")
    complaint = fields.Text(help="No names, no phones: the bench reads it.")
    item_deadline = fields.Datetime("Ready by")
    intake_photo_ids = fields.Many2many(
        "ir.attachment", "jewel_job_again_photo_rel", string="Photos at Intake"
    )
    intake_weight = fields.Float("Weight at Intake, g", digits=WEIGHT_DIGITS)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type of Jewellery")
    alloy_id = fields.Many2one("jewel.alloy")
    item_description = fields.Text("Description of the Piece")
    job_id = fields.Many2one("mrp.production", "Started Job", readonly=True)

    @api.onchange("origin_job_id")
    def _onchange_origin_job_id(self):
        if self.origin_job_id.state == "cancel":
            self.job_kind = "remake"

    def action_create(self):
        """Start the job and open it; a second click opens the same one."""
        self.ensure_one()
        jobs = self.env["mrp.production"]
        (self.origin_job_id or jobs)._check_production_head()
        # Of two clicks at once, the second fails on these rows and is repeated by Odoo.
        self.env.cr.execute(
            SQL("UPDATE jewel_job_again SET write_uid = write_uid WHERE id = %s", self.id),
            log_exceptions=False,
        )
        self.env.cr.execute(
            SQL(
                "UPDATE mrp_production SET write_uid = write_uid WHERE id = %s",
                self.origin_job_id.id or None,
            ),
            log_exceptions=False,
        )
        if not self.job_id:
            self._check_filled()
            self.job_id = jobs.sudo()._jewel_make_again(self._prepare_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": jobs._name,
            "res_id": self.job_id.id,
            "views": [(self.env.ref("jewel_production.mrp_production_view_job_form").id, "form")],
        }

    def _check_filled(self):
        if self.origin_job_id:
            self.origin_job_id._jewel_check_again(self.job_kind)
        elif self.job_kind != "repair" or not self.jewel_type_id:
            raise UserError(
                self.env._("A piece that we did not make is repaired: say of what type it is.")
            )
        if not (self.reason_id or (self.complaint or "").strip()):
            raise UserError(self.env._("Give the reason, or what the client complains of."))
        if self.job_kind == "repair" and self.intake_weight <= 0:
            raise UserError(
                self.env._("Weigh the piece before the client leaves, and enter what it weighs.")
            )

    def _prepare_vals(self):
        vals = (
            self.origin_job_id.sudo()._prepare_again_vals(self.job_kind)
            if self.origin_job_id
            else {
                **self.env["mrp.production"].sudo()._prepare_repair_vals(),
                "job_kind": "repair",
                "user_id": self.env.uid,
                "jewel_type_id": self.jewel_type_id.id,
                "alloy_id": self.alloy_id.id,
                "item_description": self.item_description,
            }
        )
        return {
            **vals,
            "again_reason_id": self.reason_id.id,
            "complaint": self.complaint,
            "item_deadline": self.item_deadline,
            "intake_weight": self.intake_weight,
            "intake_photo_ids": [(6, 0, self.intake_photo_ids.ids)],
        }
