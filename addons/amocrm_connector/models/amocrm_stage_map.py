from odoo import api, fields, models


class AmocrmStageMap(models.Model):
    """A stage of an amoCRM pipeline and the stage of ours that it means."""

    _name = "amocrm.stage.map"
    _description = "amoCRM Stage"
    _inherit = ["amocrm.map.mixin"]
    _order = "sequence, id"

    pipeline_id = fields.Char(string="Pipeline Number", required=True)
    pipeline_name = fields.Char(string="Pipeline")
    status_id = fields.Char(string="Stage Number", required=True)
    status_name = fields.Char(string="amoCRM Stage")
    status_type = fields.Integer(help="1: incoming requests, not yet accepted by anybody.")
    stage_id = fields.Many2one("crm.stage", string="Odoo Stage", ondelete="set null")
    is_lost = fields.Boolean(
        string="Lost", help="Deals at this stage are lost; Odoo archives them."
    )
    sequence = fields.Integer()

    _status_uniq = models.Constraint(
        "UNIQUE(account_id, pipeline_id, status_id)",
        "A stage of a pipeline has one row in an account.",
    )

    @api.depends("pipeline_name", "status_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = (
                f"{row.pipeline_name or row.pipeline_id}: {row.status_name or row.status_id}"
            )

    def _odoo_state(self):
        """The stage in the form in which a deal's own stage is compared; ``None`` when it has no
        counterpart.
        """
        if self.is_lost:
            return "lost"
        return str(self.stage_id.id) if self.stage_id else None
