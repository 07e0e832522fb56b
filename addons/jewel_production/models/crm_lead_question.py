from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    question_job_ids = fields.One2many(
        "mrp.production",
        "deal_id",
        "Questions of Production",
        domain=[("question_date", "!=", False)],
    )
    question_count = fields.Integer(compute="_compute_question_count", compute_sudo=True)

    @api.depends("question_job_ids")
    def _compute_question_count(self):
        for deal in self:
            deal.question_count = len(deal.question_job_ids)
