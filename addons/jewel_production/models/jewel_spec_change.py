from odoo import api, fields, models


class JewelSpecChange(models.Model):
    """One line of the specification that differs between a job and what is ordered by now."""

    _name = "jewel.spec.change"
    _description = "Change of Specification"
    _order = "production_id, id"
    _rec_name = "field_name"

    production_id = fields.Many2one(
        "mrp.production", "Job", required=True, index=True, ondelete="cascade"
    )
    field_name = fields.Char("Field", required=True)
    label = fields.Char("What", compute="_compute_label")
    old_value = fields.Text("In Work")
    new_value = fields.Text("Ordered Now")
    date = fields.Datetime("Changed", required=True, default=fields.Datetime.now)

    _field_uniq = models.Constraint(
        "UNIQUE(production_id, field_name)", "A change of one field is shown once for a job."
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_label(self):
        job_fields = self.env["mrp.production"]._fields
        for change in self:
            change.label = job_fields[change.field_name]._description_string(self.env)
