from odoo import api, fields, models


class AmocrmPipeline(models.Model):
    """A pipeline of amoCRM and whether its deals are exchanged."""

    _name = "amocrm.pipeline"
    _description = "amoCRM Pipeline"
    _inherit = ["amocrm.map.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    pipeline_id = fields.Char(string="amoCRM Number", required=True)
    is_archived = fields.Boolean(string="Archived in amoCRM", readonly=True)
    is_exchanged = fields.Boolean(
        string="Exchanged",
        compute="_compute_is_exchanged",
        store=True,
        readonly=False,
        help="Deals of other pipelines are left alone.",
    )
    sequence = fields.Integer()

    _pipeline_uniq = models.Constraint(
        "UNIQUE(account_id, pipeline_id)", "A pipeline has one row in an account."
    )

    @api.depends("is_archived")
    def _compute_is_exchanged(self):
        for row in self:
            row.is_exchanged = not row.is_archived

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"is_exchanged", "is_archived"}:
            self._look_at_deals_again()
        return result

    def _look_at_deals_again(self):
        """Deals that were left alone may be wanted now; what has not changed is not read."""
        domain = [("account_id", "in", self.account_id.ids), ("entity", "=", "leads")]
        left_alone = [("res_id", "=", False), ("is_deleted", "=", False)]
        self.env["amocrm.binding"].sudo().search([*domain, *left_alone])._mark("stale")
