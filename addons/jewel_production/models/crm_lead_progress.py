from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    job_progress = fields.Char(
        "Pieces Ready",
        compute="_compute_job_progress",
        store=True,
        help="Handed over of all pieces made for the deal, such as 2/3; empty before production.",
    )

    @api.depends("job_ids.state", "job_ids.job_kind")
    def _compute_job_progress(self):
        groups = self.env["mrp.production"]._read_group(
            [("deal_id", "in", self.ids), ("state", "!=", "cancel"), ("job_kind", "!=", "repair")],
            ["deal_id", "state"],
            ["__count"],
        )
        total, done = {}, {}
        for deal, state, count in groups:
            total[deal.id] = total.get(deal.id, 0) + count
            if state == "done":
                done[deal.id] = count
        for deal in self:
            count = total.get(deal._origin.id)
            deal.job_progress = f"{done.get(deal._origin.id, 0)}/{count}" if count else False
