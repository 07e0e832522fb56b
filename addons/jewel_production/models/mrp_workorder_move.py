from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class MrpWorkorder(models.Model):
    """The head moves a stage of one job, hallmarking above all, earlier or later."""

    _inherit = "mrp.workorder"

    def action_jewel_earlier(self):
        return self._jewel_shift(-1)

    def action_jewel_later(self):
        return self._jewel_shift(1)

    def _jewel_shift(self, step):
        """Let the stage change places with its neighbour; at the end of the row nothing happens.

        :param int step: -1 earlier, 1 later
        """
        self.ensure_one()
        job = self.production_id
        job._check_production_head()
        job._jewel_lock()
        order = self.sudo()
        order._jewel_check_shiftable()
        row = list(order.production_id._jewel_open_orders())
        here = row.index(order)
        if 0 <= here + step < len(row):
            row[here + step]._jewel_check_not_begun()
            row[here], row[here + step] = row[here + step], row[here]
            order.production_id._jewel_set_row(row)
        return True

    def _jewel_check_shiftable(self):
        if self.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "“%(stage)s” of job %(job)s lies behind and keeps its place. "
                    "To pass it again, send the job back.",
                    stage=self.name,
                    job=self.production_id.name,
                )
            )
        self._jewel_check_not_begun()
        if self.production_id.allow_workorder_dependencies:
            raise UserError(
                self.env._(
                    "The stages of job %s depend on each other as its bill of materials says. "
                    "Change their order there.",
                    self.production_id.name,
                )
            )

    def _jewel_check_not_begun(self):
        if self.state == "progress" or self.time_ids:
            raise UserError(
                self.env._(
                    "Work on “%(stage)s” of job %(job)s has begun: it keeps its place.",
                    stage=self.name,
                    job=self.production_id.name,
                )
            )


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _jewel_set_row(self, row):
        """Put the open work orders into this order, each waiting for the one before it."""
        passed = self._jewel_passed_orders()
        for index, order in enumerate([*passed, *row]):
            order.sequence = index
        for before, order in zip([passed[-1:], *row], row, strict=False):
            order.blocked_by_workorder_ids = [Command.set(before.ids)]
        self._jewel_settle_wait()
