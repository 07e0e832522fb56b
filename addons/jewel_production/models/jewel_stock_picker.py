from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

_OPEN = ("confirmed", "progress", "to_close")


class JewelStockPicker(models.AbstractModel):
    """Materials of a job by pictures: given out by the keeper, or taken at the bench.

    At the bench a jeweller takes for work that he has, to his own place, and only items of
    categories that are *Taken at the Bench*; anything else, and all metal, the keeper gives out.
    """

    _inherit = "jewel.stock.picker"

    @api.model
    def _picker_enter(self, production_id=None):
        """Override: the bench is let in with work of its own, and goes on as superuser."""
        job = self._picker_job(production_id)
        if not self._picker_is_bench():
            return super()._picker_enter(production_id)
        work = job.sudo().workorder_ids.filtered(
            lambda order: (
                order.jeweller_id == self.env.user and order.state not in ("done", "cancel")
            )
        )
        if not work:
            raise AccessError(
                self.env._("At the bench materials are taken for work of your own: take it first.")
            )
        picker = self.with_company(job.sudo().company_id).sudo()
        return super(JewelStockPicker, picker)._picker_enter(production_id)

    @api.model
    def _picker_is_bench(self):
        return self.env.user._is_jewel_bench_only()

    @api.model
    def _picker_job(self, production_id):
        """The job that the materials are for, as far as the user sees it; empty for none."""
        job = self.env["mrp.production"].browse(int(production_id or 0) or []).exists()
        if production_id and not job:
            raise UserError(self.env._("This job is not there any more."))
        job.check_access("read")
        if job and job.sudo().state not in _OPEN:
            raise UserError(
                self.env._("Job %s is not in work: it needs no materials.", job.sudo().name)
            )
        return job

    @api.model
    def _picker_operations(self, production_id=None):
        """Override: for a job goods are given out and come back; nothing else."""
        operations = super()._picker_operations(production_id)
        if not production_id:
            return operations
        operations = [row for row in operations if row["key"] in ("issue", "return")]
        if self._picker_is_bench():
            names = {"issue": self.env._("Take"), "return": self.env._("Put back")}
            operations = [{**row, "name": names[row["key"]], "asks": ""} for row in operations]
        return operations

    @api.model
    def _picker_title(self, production_id=None):
        if not production_id:
            return super()._picker_title(production_id)
        job = self._picker_job(production_id).sudo()
        return self.env._(
            "For job %(job)s: %(item)s", job=job.name, item=job.product_id.display_name
        )

    @api.model
    def _picker_person(self, production_id=None):
        """Override: the master who has the work."""
        if not production_id:
            return super()._picker_person(production_id)
        return self._picker_job(production_id).sudo().jeweller_id.id or 0

    @api.model
    def _picker_people(self):
        return [] if self._picker_is_bench() else super()._picker_people()

    @api.model
    def _picker_places(self):
        return [] if self._picker_is_bench() else super()._picker_places()

    @api.model
    def _picker_domain(self):
        domain = super()._picker_domain()
        if self._picker_is_bench():
            domain &= Domain("is_metal", "=", False) & Domain("categ_id.is_bench_taken", "=", True)
        return domain

    @api.model
    def _picker_chosen(self, row, chosen):
        found = super()._picker_chosen(row, chosen)
        if self._picker_is_bench():
            found["user"] = self.env.user
        return found

    @api.model
    def _prepare_metal_line(self, product, amount, chosen):
        vals = super()._prepare_metal_line(product, amount, chosen)
        return {**vals, "production_id": self._picker_job(chosen["production_id"]).id}

    @api.model
    def _prepare_picker_vals(self, chosen):
        vals = super()._prepare_picker_vals(chosen)
        if job := self._picker_job(chosen["production_id"]).sudo():
            vals |= {"production_id": job.id, "origin": job.name}
        return vals
