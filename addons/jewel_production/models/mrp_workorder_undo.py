from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

UNDO_TIME = timedelta(minutes=10)


class MrpWorkorder(models.Model):
    """A stage finished by a slip of the finger: the piece comes back, and that is no return.

    Core cannot open finished work again, so the same work is added once more, as with a return;
    what was finished by mistake stays in the history and says so.
    """

    _inherit = "mrp.workorder"

    is_finish_undone = fields.Boolean("Finished by Mistake", readonly=True, copy=False)
    can_undo = fields.Boolean("Can Be Undone", compute="_compute_can_undo", compute_sudo=True)

    @api.depends("state", "date_finished", "is_finish_undone")
    def _compute_can_undo(self):
        since = fields.Datetime.now() - UNDO_TIME
        for order in self:
            order.can_undo = (
                order.state == "done"
                and not order.is_finish_undone
                and bool(order.date_finished)
                and order.date_finished >= since
            )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"can_undo", "is_finish_undone"}

    def action_jewel_undo_finish(self):
        """Take back the finish: for the jeweller himself or the head, for some minutes."""
        self.ensure_one()
        self._jewel_check_role()
        self.check_access("read")
        order = self.sudo()
        order._jewel_lock()
        if self.env.user._is_jewel_bench_only() and order.jeweller_id != self.env.user:
            raise AccessError(
                self.env._("Only whoever finished “%s” can take that back.", order.name)
            )
        if order.is_finish_undone:
            return True
        order._jewel_check_undoable()
        job = order.production_id
        again = job._jewel_add_rework(order, order.rework_reason_id, order.rework_note)
        again.write(
            {
                "rework_of_id": order.rework_of_id.id,
                "jeweller_id": order.jeweller_id.id,
                "weight_in": order.weight_in,
                "stone_carats_in": order.stone_carats_in,
            }
        )
        order.is_finish_undone = True
        job._jewel_settle_wait()
        job.message_post(body=self.env._("Finished by mistake, taken back: %s", order.name))
        return True

    def _jewel_check_undoable(self):
        job = self.production_id
        opened = job._jewel_open_orders()
        following = opened[:1]
        if not self.can_undo:
            problem = self.env._("too much time has passed")
        elif job.state in ("done", "cancel"):
            problem = self.env._("the job is closed")
        elif self in opened.rework_of_id:
            problem = self.env._("the piece has been sent back there already")
        elif self != job._jewel_passed_orders()[-1:]:
            problem = self.env._("the piece has passed another stage since")
        elif following and not following._is_untouched():
            problem = self.env._("“%s” has been taken already", following.name)
        elif self.casting_tree_id:
            problem = self.env._("casting tree %s is finished", self.casting_tree_id.name)
        else:
            return
        raise UserError(
            self.env._(
                "The finish of “%(stage)s” cannot be taken back: %(problem)s. "
                "Ask the head of production to send the piece back.",
                stage=self.name,
                problem=problem,
            )
        )
