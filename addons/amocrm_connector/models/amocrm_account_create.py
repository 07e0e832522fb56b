from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmocrmAccount(models.Model):
    """Whether deals that are made here are made in amoCRM too."""

    _inherit = "amocrm.account"

    create_deals = fields.Boolean(
        string="Create Deals in amoCRM",
        help="Opportunities made in Odoo become deals in amoCRM, with their client.",
    )
    create_pipeline = fields.Selection(
        selection="_selection_pipelines", string="Pipeline of New Deals"
    )

    @api.model
    def _selection_pipelines(self):
        rows = self.env["amocrm.stage.map"].sudo().search([("active", "=", True)])
        names = {row.pipeline_id: row.pipeline_name or row.pipeline_id for row in rows}
        return list(names.items())

    @api.constrains("create_deals", "create_pipeline")
    def _check_create_pipeline(self):
        for account in self:
            mine = account.stage_map_ids.mapped("pipeline_id")
            if account.create_deals and account.create_pipeline not in mine:
                raise ValidationError(
                    self.env._(
                        "To create deals in amoCRM, choose the pipeline of %(account)s that they "
                        "go to.",
                        account=account.name,
                    )
                )
