from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class MrpProduction(models.Model):
    """Hand-over to stock: the end of a job."""

    _inherit = "mrp.production"

    def action_jewel_handover(self):
        """Close the jobs and put their pieces into stock; a closed job is left alone."""
        self._check_production_head()
        self._jewel_lock()
        jobs = self.filtered(lambda job: job.state != "done")
        jobs._jewel_check_handover()
        for job in jobs.sudo():
            job._jewel_close()
        jobs._post_jewel_handover()
        return True

    def _jewel_check_handover(self):
        """Refuse all when one of them is not ready, saying of each what is missing."""
        if gaps := [gap for job in self for gap in job._get_handover_gaps()]:
            raise UserError("\n".join(gaps))

    def _get_handover_gaps(self):
        """Hook: sentences that say what this job still needs before it can be handed over."""
        self.ensure_one()
        if self.state == "cancel":
            return [self.env._("Job %s is cancelled: there is nothing to hand over.", self.name)]
        if stages := self._jewel_open_orders().workcenter_id:
            return [
                self.env._(
                    "To hand over job %(job)s, finish its stages first: %(stages)s.",
                    job=self.name,
                    stages=", ".join(stages.mapped("name")),
                )
            ]
        return []

    def _jewel_close(self):
        """Mark the job as done by core's own button; its wizards must not stop it half way."""
        self.ensure_one()
        if self.state == "draft":
            self.action_confirm()
        self._jewel_check_all_made()
        self._jewel_set_lots()
        self.with_context(
            jewel_closing=True,
            skip_consumption=True,
            skip_backorder=True,
            skip_redirection=True,
        ).button_mark_done()
        if self.state != "done":
            raise UserError(
                self.env._(
                    "Job %(job)s could not be closed: it is still %(state)s. "
                    "Open the manufacturing order and check components and quantity.",
                    job=self.name,
                    state=self._get_state_label(),
                )
            )

    def _jewel_check_all_made(self):
        """Pieces that are not made yet must not vanish with the job."""
        made = self.qty_producing or self.product_qty
        if self.product_uom_id.compare(made, self.product_qty) < 0:
            raise UserError(
                self.env._(
                    "Of job %(job)s only %(made)g of %(ordered)g are noted as made. Open the "
                    "manufacturing order: correct the quantity, or produce there what is made "
                    "and leave the rest to a backorder.",
                    job=self.name,
                    made=made,
                    ordered=self.product_qty,
                )
            )

    def button_mark_done(self):
        """Override of `mrp`: its own button hands over, too, so it asks for the same."""
        if self.env.su and self.env.context.get("jewel_closing"):
            return super().button_mark_done()
        jobs = self.filtered(lambda job: job.is_jewel_job and job.state not in ("done", "cancel"))
        if jobs and not self.env.su:
            jobs._check_production_head()
            jobs._jewel_lock()
            jobs._jewel_check_handover()
        result = super().button_mark_done()
        jobs.filtered(lambda job: job.state == "done")._post_jewel_handover()
        return result

    def _jewel_set_lots(self):
        """A tracked product enters stock with its number: one a piece, or one for the lot."""
        if self.product_tracking == "none" or self.lot_producing_ids:
            return
        count = int(self.product_uom_qty) if self.product_tracking == "serial" else 1
        for _piece in range(max(count, 1)):
            self.lot_producing_ids = [Command.create(self._prepare_stock_lot_values())]
        self.qty_producing = self.product_qty

    def _post_jewel_handover(self):
        """Hook: called once for jobs that have just been handed over."""
        self.deal_id.sudo()._jewel_check_ready()

    def _action_cancel(self):
        """Override of `mrp`: the cancelled job may have been the last that its deal waited for.

        As superuser, since `mrp_account` looks into analytic lines, closed to production.
        """
        self.check_access("write")
        result = super(MrpProduction, self.sudo())._action_cancel()
        self.deal_id.sudo()._jewel_check_ready()
        return result
