from odoo import api, fields, models


class CrmLead(models.Model):
    """What the workshop reports about a deal."""

    _inherit = "crm.lead"

    amocrm_order_names = fields.Char(
        string="Order Numbers",
        compute="_compute_amocrm_order_names",
        compute_sudo=True,
        help="Numbers of the deal's orders, for amoCRM.",
    )
    amocrm_finished_at = fields.Datetime(
        string="Finished",
        compute="_compute_amocrm_finished_at",
        compute_sudo=True,
        help="When the last job of the deal was handed over; empty while one is open.",
    )

    @api.depends("order_ids.name", "order_ids.state")
    def _compute_amocrm_order_names(self):
        for deal in self:
            orders = deal.order_ids.filtered(lambda order: order.state != "cancel")
            deal.amocrm_order_names = ", ".join(orders.sorted("id").mapped("name")) or False

    @api.depends("job_ids.state", "job_ids.date_finished")
    def _compute_amocrm_finished_at(self):
        for deal in self:
            jobs = deal.job_ids.filtered(lambda job: job.state != "cancel")
            moments = jobs.filtered(lambda job: job.state == "done").mapped("date_finished")
            is_finished = jobs and len(moments) == len(jobs) and all(moments)
            deal.amocrm_finished_at = (
                max(moments).replace(second=0, microsecond=0) if is_finished else False
            )
