from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import STAGE_KEYS


class CrmStage(models.Model):
    _inherit = "crm.stage"

    jewel_key = fields.Selection(
        STAGE_KEYS,
        "Step of the Workshop",
        help="What happens to a deal in this stage. Entering production confirms the orders;"
        " a deal becomes ready when all its pieces are handed over.",
    )

    _jewel_key_uniq = models.UniqueIndex(
        "(jewel_key) WHERE jewel_key IS NOT NULL",
        "Each step of the workshop belongs to one stage only.",
    )

    @api.model
    def _get_jewel_stage(self, key):
        """The stage that stands for the step ``key``."""
        stage = self.search([("jewel_key", "=", key)])
        if not stage:
            raise UserError(
                self.env._(
                    "No stage of the pipeline stands for the step «%(step)s»."
                    " Open the stages in the CRM settings and choose this step on one of them.",
                    step=self._get_jewel_step_name(key),
                )
            )
        return stage

    @api.model
    def _get_jewel_step_name(self, key):
        """How people call the step: the name of its stage, or of the step itself."""
        stage = self.search([("jewel_key", "=", key)])
        return stage.name or dict(self._fields["jewel_key"]._description_selection(self.env))[key]
