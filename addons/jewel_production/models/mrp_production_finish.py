import logging

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError, ValidationError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

_PHOTO_FIELDS = ("intake_photo_ids", "finish_photo_ids")


class MrpProduction(models.Model):
    """What is noted of a finished piece before it goes to stock: mass, photo, skipped stages."""

    _inherit = "mrp.production"

    final_weight = fields.Float("Final Weight, g", digits=WEIGHT_DIGITS, copy=False, tracking=True)
    intake_photo_ids = fields.Many2many(
        "ir.attachment",
        "mrp_production_intake_photo_rel",
        string="Photos at Intake",
        copy=False,
    )
    finish_photo_ids = fields.Many2many(
        "ir.attachment",
        "mrp_production_finish_photo_rel",
        string="Photos of the Finished Piece",
        copy=False,
    )
    skipped_order_ids = fields.One2many(
        "mrp.workorder",
        "production_id",
        "Skipped Stages",
        domain=[("state", "=", "cancel"), ("rework_of_id", "=", False)],
    )
    has_skipped = fields.Boolean(compute="_compute_handover", compute_sudo=True)
    needs_final_weight = fields.Boolean(compute="_compute_handover", compute_sudo=True)
    needs_finish_photo = fields.Boolean(compute="_compute_handover", compute_sudo=True)

    @api.depends(
        "jewel_type_id.needs_final_weight",
        "company_id.handover_needs_weight",
        "company_id.handover_needs_photo",
        "skipped_order_ids",
    )
    def _compute_handover(self):
        for job in self:
            company, jewel_type = job.company_id, job.jewel_type_id
            job.needs_final_weight = company.handover_needs_weight or jewel_type.needs_final_weight
            job.needs_finish_photo = company.handover_needs_photo
            job.has_skipped = bool(job.skipped_order_ids)

    @api.constrains("final_weight")
    def _check_final_weight(self):
        for job in self:
            if job.final_weight < 0:
                raise ValidationError(
                    self.env._("The weight of job %s cannot be negative.", job.name)
                )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"final_weight", *_PHOTO_FIELDS}

    # === PHOTOS === #

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        if any(fname in vals for vals in vals_list for fname in _PHOTO_FIELDS):
            jobs._jewel_bind_photos()
        return jobs

    def write(self, vals):
        result = super().write(vals)
        if any(fname in vals for fname in _PHOTO_FIELDS):
            self._jewel_bind_photos()
        return result

    def _jewel_bind_photos(self):
        """Photos belong to their job, as sketches do, and are named by it: no name of a client."""
        for job in self:
            for fname, letter in zip(_PHOTO_FIELDS, "IF", strict=True):
                own = [job._own_sketch(photo).id for photo in job[fname]]
                if own != job[fname].ids:
                    job[fname] = own
                    return
                job._jewel_name_photos(fname, letter)

    def _jewel_name_photos(self, fname, letter):
        for number, photo in enumerate(self.sudo()[fname].sorted("id"), start=1):
            extension = (photo.mimetype or "").rpartition("/")[2] or "jpeg"
            name = f"{self.name.replace('/', '-')}-{letter}{number}.{extension}"
            if photo.name != name:
                photo.write({"name": name, "description": False})

    # === HAND-OVER === #

    def _get_handover_gaps(self):
        gaps = super()._get_handover_gaps()
        job = self.sudo()
        if job.state == "cancel":
            return gaps
        if unchecked := job._jewel_unchecked_orders() - job._jewel_open_orders():
            gaps.append(
                self.env._(
                    "Job %(job)s has not passed “%(stage)s”: send it back there and check it.",
                    job=job.name,
                    stage=unchecked[:1].name,
                )
            )
        if job._lacks_weight():
            gaps.append(self.env._("Job %s: enter the final weight.", job.name))
        if job._lacks_photo():
            gaps.append(self.env._("Job %s: take a photo of the finished piece.", job.name))
        unexplained = job.skipped_order_ids.filtered(lambda order: not order.skip_note)
        if unexplained:
            gaps.append(
                self.env._(
                    "Job %(job)s: say why %(stages)s was skipped.",
                    job=job.name,
                    stages=", ".join(unexplained.mapped("name")),
                )
            )
        return gaps

    def _lacks_weight(self):
        return self.needs_final_weight and not self.final_weight

    def _lacks_photo(self):
        return self.needs_finish_photo and not self.finish_photo_ids

    def _jewel_check_handover(self):
        """Override: a refusal for want of weight or photo leads to where they are given."""
        try:
            return super()._jewel_check_handover()
        except UserError as refusal:
            jobs = self.sudo().filtered(lambda job: job._lacks_weight() or job._lacks_photo())
            jobs = jobs.filtered(lambda job: job.state != "cancel" and not job._jewel_open_orders())
            if not jobs:
                raise
            question = RedirectWarning(
                str(refusal), jobs._get_result_action(), self.env._("Weight and photo")
            )
            question.loglevel = logging.INFO  # an answer is wanted: nothing has gone wrong
            raise question from None

    def _get_result_action(self):
        """One job: a dialog with the fields that are asked for; several: their list."""
        if len(self) > 1:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "jewel_production.mrp_production_deal_action"
            )
            return {**action, "domain": [("id", "in", self.ids)], "context": {}}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Weight and photo"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("jewel_production.mrp_production_view_result").id, "form")],
            "target": "new",
        }

    def _post_jewel_handover(self):
        """Override: the mass goes along with the number of the piece, by whichever button."""
        for job in self.sudo():
            if job.final_weight and len(job.lot_producing_ids) == 1:
                job.lot_producing_ids.final_weight = job.final_weight
        return super()._post_jewel_handover()
