from odoo import api, models

LIVE = "jewel_jobs_changed"
# Who sees all jobs; what each may see of them is decided when his screen reads again.
_GROUPS = ("mrp.group_mrp_user", "sales_team.group_sale_salesman")


class MrpProduction(models.Model):
    """Open boards and lists of jobs learn that something changed, and nothing else."""

    _inherit = "mrp.production"

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        self._jewel_tell_boards()
        return jobs

    def write(self, vals):
        result = super().write(vals)
        self._jewel_tell_boards()
        return result

    def _compute_stage(self):
        result = super()._compute_stage()
        self._jewel_tell_boards()
        return result

    @api.model
    def _jewel_tell_boards(self):
        """One message a transaction."""
        told = self.env.cr.precommit.data
        if not told.get(LIVE):
            told[LIVE] = True
            for xmlid in _GROUPS:
                self.env.ref(xmlid).sudo()._bus_send(LIVE, {})
