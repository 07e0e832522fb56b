from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _check_jewel_cancel(self):
        """Override of `jewel_order`: work that has begun is not cancelled by a click."""
        result = super()._check_jewel_cancel()
        for order in self:
            if started := order.sudo().order_line.job_ids.filtered("is_started"):
                raise UserError(
                    self.env._(
                        "Order %(order)s cannot be cancelled: work on %(jobs)s has begun. "
                        "Ask the head of production to cancel the job or to hand it over first.",
                        order=order.name,
                        jobs=", ".join(started.mapped("name")),
                    )
                )
        return result

    def _action_cancel(self):
        """Override of `sale`: jobs that nobody has begun go with their order."""
        jobs = self.sudo().order_line.job_ids
        jobs.filtered(
            lambda job: job.state not in ("done", "cancel") and not job.is_started
        ).with_context(skip_activity=True).action_cancel()
        return super()._action_cancel()
