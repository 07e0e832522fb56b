from odoo import api, fields, models


class JewelRoute(models.Model):
    _name = "jewel.route"
    _description = "Route of Stages"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    line_ids = fields.One2many("jewel.route.line", "route_id", "Stages", copy=True)
    stage_count = fields.Integer("Number of Stages", compute="_compute_totals")
    minutes = fields.Float("Norm, min", compute="_compute_totals")
    note = fields.Text()

    @api.depends("line_ids.minutes")
    def _compute_totals(self):
        for route in self:
            route.stage_count = len(route.line_ids)
            route.minutes = sum(route.line_ids.mapped("minutes"))

    def _prepare_workorder_vals(self, job):
        """Values of the work orders that take ``job`` along this route."""
        lines = self.line_ids.filtered(lambda line: line._is_needed(job))
        return [
            {**line._prepare_workorder_vals(job), "sequence": index}
            for index, line in enumerate(lines, start=1)
        ]
