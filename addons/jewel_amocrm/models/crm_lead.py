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

    amocrm_production = fields.Char(
        string="Stage of Production",
        compute="_compute_amocrm_production",
        compute_sudo=True,
        help="Where the pieces of the deal are, for amoCRM: ready ones of all, then stages.",
    )

    @api.depends("job_progress", "job_ids.state", "job_ids.stage_id", "job_ids.wait_reason_id")
    def _compute_amocrm_production(self):
        for deal in self:
            jobs = deal.job_ids.filtered(lambda job: job.state not in ("draft", "done", "cancel"))
            places = dict.fromkeys(job._get_amocrm_place() for job in jobs.sorted("id"))
            words = [deal.job_progress, ", ".join(filter(None, places))]
            deal.amocrm_production = ": ".join(filter(None, words)) or False

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
