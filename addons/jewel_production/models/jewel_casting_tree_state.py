from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class JewelCastingTree(models.Model):
    """Open, closed, cancelled: up to the hour of cut-off. Pouring is in a file of its own.

    Each action looks as the user, and goes on as superuser, as at the bench.
    """

    _inherit = "jewel.casting.tree"

    def action_take(self):
        """Say: this tree, with all its jobs, is my work."""
        for tree in self._jewel_at_hand():
            if not tree.caster_id:
                tree.caster_id = self.env.user
        return True

    def action_close(self):
        """Nothing more goes on the tree."""
        trees = self._jewel_at_hand()
        for tree in trees.filtered(lambda tree: tree.state == "open"):
            tree._check_not_empty()
        trees._set_state("closed").date_closed = fields.Datetime.now()
        return True

    def action_reopen(self):
        """Let jobs on again; a cut-off that is past moves to the next one."""
        self._jewel_check_head()
        for tree in self._jewel_at_hand()._set_state("open"):
            tree.date_closed = False
            if tree.cutoff <= fields.Datetime.now():
                tree.cutoff = tree.company_id._get_next_casting_cutoff()
        return True

    def action_cancel(self):
        """Take all jobs off: they wait for another tree."""
        trees = self._jewel_at_hand()
        if any(tree.state == "closed" for tree in trees):
            self._jewel_check_head()
        for tree in trees._set_state("cancelled"):
            tree._jewel_active_members()._jewel_leave()
        return True

    def _check_not_empty(self):
        self.ensure_one()
        if not self._jewel_active_members():
            raise UserError(
                self.env._(
                    "There is no job on casting tree %s. Add jobs first, or cancel it.", self.name
                )
            )

    # === CUT-OFF === #

    @api.model
    def _cron_close(self):
        """Close the trees whose hour has come; each is committed before the next begins."""
        due = Domain("state", "=", "open") & Domain("cutoff", "<=", fields.Datetime.now())
        trees = self.search(due)
        self.env["ir.cron"]._commit_progress(remaining=len(trees))
        for tree in trees:
            if tree := tree.try_lock_for_update().filtered_domain(due):
                tree._jewel_cut_off()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _jewel_cut_off(self):
        """Close the tree; an empty one waits for the next working day instead."""
        self.ensure_one()
        if self._jewel_active_members():
            self._set_state("closed").date_closed = fields.Datetime.now()
        else:
            self.cutoff = self.company_id._get_next_casting_cutoff()

    def _jewel_wake_cron(self):
        """Have the job run at the minute of each cut-off, not at its next turn."""
        cron = self.env.ref("jewel_production.ir_cron_casting_cutoff").sudo()
        if moments := {tree.cutoff for tree in self if tree.state == "open" and tree.cutoff}:
            cron._trigger(at=moments)
