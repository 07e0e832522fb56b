from odoo import models


class JewelSetupStep(models.Model):
    """How pieces are made: stages, and the route of a job that has none of its own."""

    _inherit = "jewel.setup.step"

    def _get_missing_stages(self, company):
        route = company.jewel_route_id
        if not route.active:
            return [self.env._("Default route of jobs.")]
        if not route.line_ids.workcenter_id.filtered("active"):
            return [self.env._("Stages of the route «%s».", route.name)]
        return []

    def _open_stages(self):
        return self._open_wizard("jewel.setup.stages")
