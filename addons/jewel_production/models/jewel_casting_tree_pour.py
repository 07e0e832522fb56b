from odoo import fields, models
from odoo.exceptions import UserError


class JewelCastingTree(models.Model):
    """The operation of the tree: casting of all its jobs is begun, and finished, at once."""

    _inherit = "jewel.casting.tree"

    def action_pour(self):
        """Begin casting: assembling of the tree is over, the clock of every job runs."""
        for tree in self._jewel_at_hand():
            if tree.state in ("poured", "done"):
                continue
            tree.caster_id = tree.caster_id or self.env.user
            tree._set_state("poured").date_poured = fields.Datetime.now()
            tree._check_pour()
            tree._jewel_start_casting()
        return True

    def action_finish(self):
        """Finish casting of all jobs, or of none; bad pieces go back to wax."""
        finished = self.browse()
        for tree in self._jewel_at_hand():
            if tree.state == "done":
                continue
            tree._set_state("done").date_done = fields.Datetime.now()
            tree._jewel_finish_casting()
            finished |= tree
        finished._post_jewel_tree_done()
        return True

    def _post_jewel_tree_done(self):
        """Hook: called once for trees whose casting has just been finished, as superuser.

        Here the metal of a tree is weighed in and shared among its jobs by casting mass.
        """

    # === POUR === #

    def _check_pour(self):
        self._check_not_empty()
        if not self.wax_mass:
            raise UserError(
                self.env._(
                    "To pour casting tree %s, weigh its wax and write the mass down: "
                    "it says how much metal is needed.",
                    self.name,
                )
            )
        for order in self._jewel_active_members():
            job = order.production_id
            if before := job._jewel_open_before_casting(order):
                raise UserError(
                    self.env._(
                        "To pour casting tree %(tree)s, take job %(job)s off: "
                        "it is not ready, %(stages)s must be finished first.",
                        tree=self.name,
                        job=job.name,
                        stages=", ".join(before.mapped("name")),
                    )
                )
            if job.spec_changed:
                raise UserError(
                    self.env._(
                        "To pour casting tree %(tree)s, have the head decide about the changed "
                        "specification of job %(job)s, or take the job off.",
                        tree=self.name,
                        job=job.name,
                    )
                )

    def _jewel_start_casting(self):
        members = self._jewel_active_members()
        assembling = members.production_id._jewel_open_orders_at(self.workcenter_id.tree_stage_id)
        assembling.filtered(lambda order: not order.jeweller_id).jeweller_id = self.caster_id
        assembling._jewel_press("action_jewel_finish")
        members.jeweller_id = self.caster_id
        members._jewel_press("action_jewel_start")

    def _jewel_give_casting(self):
        """Casting changes hands with its tree; of a poured one the clocks go on."""
        for tree in self:
            members = tree._jewel_active_members()
            members.jeweller_id = tree.caster_id
            if tree.state == "poured" and tree.caster_id:
                members._jewel_press("action_jewel_start")

    # === FINISH === #

    def _jewel_finish_casting(self):
        members = self._jewel_active_members()
        self._jewel_share_time(members)
        members._jewel_press("action_jewel_finish")
        if left := members.filtered(lambda order: order.state != "done"):
            raise UserError(
                self.env._(
                    "Casting of %(jobs)s could not be finished, so tree %(tree)s stays poured. "
                    "Open these jobs and see what is missing.",
                    jobs=", ".join(left.production_id.mapped("name")),
                    tree=self.name,
                )
            )
        for order in members.filtered("casting_defect_id"):
            order._jewel_recast()

    def _jewel_share_time(self, members):
        """Each job gets an equal slice of the time that the whole tree took.

        Of several clocks, since the caster has changed, that of whoever came last is kept.
        """
        if not members:
            return
        step = (self.date_done - self.date_poured) / len(members)
        for index, order in enumerate(members):
            begin = (self.date_poured + index * step).replace(microsecond=0)
            end = (self.date_poured + (index + 1) * step).replace(microsecond=0)
            lines = order.time_ids.filtered(lambda line: line.date_start >= self.date_poured)
            kept = lines.sorted(lambda line: (line.date_start, line.id))[-1:]
            (lines - kept).unlink()
            kept.write({"date_start": begin, "date_end": end})
