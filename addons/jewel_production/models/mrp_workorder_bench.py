from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class MrpWorkorder(models.Model):
    """What a jeweller does with his work orders.

    Each action looks as him, and goes on as superuser: he has no right to write anything himself.
    """

    _inherit = "mrp.workorder"

    def action_jewel_take(self):
        """Say: this work is mine."""
        for order in self._jewel_bench():
            if not order.jeweller_id:
                order.jeweller_id = self.env.user
        return True

    def action_jewel_start(self):
        """Start the clock; work that waits for anybody is taken with it."""
        for order in self._jewel_bench():
            order._jewel_check_ready()
            order.jeweller_id = order.jeweller_id or self.env.user
            if order.state != "progress" or not order._is_running():
                order.button_start()
        return True

    def action_jewel_pause(self):
        """Stop the clock; the head stops that of others, too, who have gone home."""
        self._jewel_bench(is_shared=not self.env.user._is_jewel_bench_only()).end_all()
        return True

    def action_jewel_finish(self):
        """Pass the piece on; the next stage becomes visible to its jewellers."""
        for order in self._jewel_bench():
            order._jewel_check_ready()
            order.jeweller_id = order.jeweller_id or self.env.user
            order.button_finish()
            order._post_jewel_finish()
        return True

    def _post_jewel_finish(self):
        """Hook: called once after a stage has been finished at the bench."""

    def action_jewel_release(self):
        """Give work that was taken, but not begun, back to the queue."""
        for order in self._jewel_bench():
            if order.state in ("ready", "blocked") and not order.time_ids:
                order.jeweller_id = False
        return True

    def action_jewel_return(self):
        """Ask to which earlier stage the piece goes back, and why."""
        self.ensure_one()
        order = self._jewel_bench()
        if not order:
            return True
        order._jewel_check_ready()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_job_return_action"
        )
        action["context"] = {
            "default_workorder_id": self.id,
            "default_production_id": order.production_id.id,
        }
        return action

    # === CHECKS === #

    def _jewel_bench(self, is_shared=False):
        """These work orders as superuser, locked, less those that are closed already.

        :param is_shared: somebody else's will do
        :raise AccessError: one is not there for the user
        :raise UserError: one is somebody else's
        """
        self._jewel_check_role()
        orders = self.sudo().exists()
        orders._jewel_lock()
        for order in orders if not is_shared else ():
            order._jewel_check_taken(self.env.user)
        self.check_access("read")
        return orders.filtered(lambda order: order.state not in ("done", "cancel"))

    def _jewel_check_role(self):
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("jewel_base.group_jeweller")
            or user.has_group("mrp.group_mrp_user")
        ):
            raise AccessError(
                self.env._("Only jewellers and the people of production work on work orders.")
            )

    def _jewel_lock(self):
        """One at a time for a job; whoever comes second is repeated by Odoo and sees the truth."""
        self.production_id._jewel_lock()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM mrp_workorder WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(self.ids) or (0,),
            )
        )

    def _jewel_check_taken(self, user):
        """Tell a colleague of the same stage who has the work; others learn nothing."""
        self.ensure_one()
        if not self.jeweller_id or self.jeweller_id == user:
            return
        if not user._is_jewel_bench_only() or self.workcenter_id._is_stage_of(user):
            raise UserError(
                self.env._(
                    "“%(stage)s” of job %(job)s is already taken by %(jeweller)s. "
                    "Take another piece, or ask the head of production to reassign it.",
                    stage=self.name,
                    job=self.production_id.name,
                    jeweller=self.jeweller_id.name,
                )
            )

    def _jewel_check_ready(self):
        self.ensure_one()
        if self.production_state == "draft":
            raise UserError(
                self.env._(
                    "Job %s is not in production yet: the head of production confirms it first.",
                    self.production_id.name,
                )
            )
        if self.state != "blocked":
            return
        before = self.blocked_by_workorder_ids.filtered(
            lambda order: order.state not in ("done", "cancel")
        )
        raise UserError(
            self.env._(
                "To work on “%(stage)s” of job %(job)s, %(before)s must be finished first.",
                stage=self.name,
                job=self.production_id.name,
                before=", ".join(before.mapped("name")) or self.env._("the stage before it"),
            )
        )
