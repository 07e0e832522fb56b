from odoo import api, models


class CrmTeam(models.Model):
    """Core tells every employee what a team has invoiced; a jeweller needs its name alone."""

    _name = "crm.team"
    _inherit = ["jewel.bench.access.mixin", "crm.team"]

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"name", "active", "sequence", "color", "company_id"}
