import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Ten digits in a row, however they are spaced, or an address of mail: somebody's, not the piece's.
_PERSONAL = re.compile(r"(?:\d[\s()\-.]*){10,}|\S+@\S+\.\S+")


class MrpProduction(models.Model):
    """A piece made again, or repaired: a job of its own, tied to the one that it comes from."""

    _inherit = "mrp.production"

    job_kind = fields.Selection(
        [("new", "New Piece"), ("remake", "Remake"), ("repair", "Repair")],
        "Kind",
        required=True,
        default="new",
        index=True,
        copy=False,
        readonly=True,
    )
    origin_job_id = fields.Many2one(
        "mrp.production", "Follows Job", copy=False, readonly=True, index="btree_not_null"
    )
    next_job_ids = fields.One2many("mrp.production", "origin_job_id", "Remakes and Repairs")
    next_job_count = fields.Integer(compute="_compute_next_job_count", compute_sudo=True)
    again_reason_id = fields.Many2one(
        "jewel.rework.reason", "Why Again", copy=False, readonly=True, ondelete="restrict"
    )
    again_payer = fields.Selection(related="again_reason_id.payer", string="At the Expense of")
    complaint = fields.Text(
        copy=False,
        help="What is wrong in the client's words. No names, no phones: the bench reads it.",
    )

    @api.depends("next_job_ids")
    def _compute_next_job_count(self):
        counts = dict(
            self._read_group([("origin_job_id", "in", self.ids)], ["origin_job_id"], ["__count"])
        )
        for job in self:
            job.next_job_count = counts.get(job._origin, 0)

    @api.constrains("complaint")
    def _check_complaint(self):
        for job in self:
            if job.complaint and _PERSONAL.search(job.complaint):
                raise ValidationError(
                    self.env._(
                        "Leave phones and addresses out of the complaint: the bench reads it. "
                        "The client is known from the deal."
                    )
                )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"job_kind", "complaint", "again_reason_id"}

    def action_jewel_again(self):
        """Ask why the piece is made again or repaired."""
        self.ensure_one()
        self._check_production_head()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_job_again_action"
        )
        action["context"] = {"default_origin_job_id": self.id}
        return action

    def action_view_next_jobs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.mrp_production_deal_action"
        )
        return {
            **action,
            "domain": [("origin_job_id", "=", self.id)],
            "name": self.env._("Remakes and Repairs"),
        }

    def _jewel_check_again(self, kind):
        """A piece in work is sent back; only one finished or lost is made or mended anew."""
        allowed = {"remake": ("done", "cancel"), "repair": ("done",)}[kind]
        if self.state not in allowed:
            raise UserError(
                self.env._(
                    "Job %(job)s is %(state)s: send it back to a stage, or close it first.",
                    job=self.name,
                    state=self._get_state_label(),
                )
            )
        made = self.next_job_ids.filtered(
            lambda job: job.job_kind == "remake" and job.state not in ("done", "cancel")
        )
        if kind == "remake" and made:
            raise UserError(
                self.env._(
                    "Job %(job)s is being made again as %(remake)s: cancel that one first.",
                    job=self.name,
                    remake=made[0].name,
                )
            )

    def _jewel_make_again(self, vals):
        """Make and start the job that follows.

        :param vals: ``job_kind`` and more, see `_prepare_again_vals`
        :return: the new job, in production
        """
        job = self.create(vals)
        job.action_confirm()
        for origin in job.origin_job_id:
            kind = dict(job._fields["job_kind"]._description_selection(self.env))[job.job_kind]
            origin.message_post(
                body=self.env._("%(kind)s: job %(job)s", kind=kind, job=job._get_html_link())
            )
        job._post_jewel_again()
        return job

    def _prepare_again_vals(self, kind):
        """Values of the job that makes this one's piece again, or repairs it."""
        self.ensure_one()
        vals = {
            **self._prepare_item_spec_vals(),
            "job_kind": kind,
            "origin_job_id": self.id,
            "sale_line_id": self.sale_line_id.id,
            "user_id": self._get_job_head().id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.product_qty,
            "product_uom_id": self.product_uom_id.id,
            "bom_id": self.bom_id.id,
            "item_deadline": False,
        }
        return vals | (self._prepare_repair_vals() if kind == "repair" else {})

    @api.model
    def _prepare_repair_vals(self):
        """A repair makes nothing: the piece is the client's and never enters our stock."""
        product = self.env.ref("jewel_production.product_repair")
        return {
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "product_qty": 1,
            "bom_id": False,
        }

    def _post_jewel_again(self):
        """Hook: called once for a remake or repair that has just been started."""
