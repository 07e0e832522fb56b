from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .jewel_casting_tree import ACTIVE_STATES


class JewelCastingTree(models.Model):
    """Who is on the tree, who waits for one, and who has missed it."""

    _inherit = "jewel.casting.tree"

    @api.depends("alloy_id", "company_id", "workorder_ids", "state")
    @api.depends_context("uid")
    def _compute_waiting_ids(self):
        """Work that stands before casting and is on no tree, as far as the user may see it.

        On a tree that is closed these are the jobs that have missed it.
        """
        waiting = self.env["mrp.workorder"].search(self._get_waiting_domain())
        for tree in self:
            tree.waiting_ids = waiting.filtered(
                lambda order, tree=tree: (
                    order.sudo()._jewel_tree_key()
                    == (tree.alloy_id, tree.company_id, tree.workcenter_id)
                )
            )._jewel_by_deadline()

    @api.model
    def _get_waiting_domain(self):
        """Current work orders at casting, or where trees are assembled, of jobs without a tree."""
        casting, assembling = self.env["mrp.workcenter"]._get_casting_stages()
        return (
            (
                Domain("state", "=", "ready") & Domain("workcenter_id", "in", casting.ids)
                | Domain("state", "in", ("ready", "progress"))
                & Domain("workcenter_id", "in", assembling.ids)
            )
            & Domain("production_id.casting_tree_id", "=", False)
            & Domain("production_id.state", "in", ("confirmed", "progress"))
        )

    def _jewel_active_members(self):
        """Casting still to be done."""
        return self.workorder_ids.filtered(lambda order: order.state not in ("done", "cancel"))

    def action_join_all(self):
        """Put on the tree all jobs that wait for it."""
        self.ensure_one()
        orders = self.waiting_ids
        [tree] = self._jewel_at_hand()
        tree._jewel_join(orders.sudo())
        return True

    def _jewel_join(self, orders):
        """Put the jobs of ``orders`` (work orders at or before casting, superuser) on the tree."""
        self.ensure_one()
        orders._jewel_lock()
        casting = self.env["mrp.workorder"]
        for order in orders:
            casting |= self._jewel_check_joinable(order)
        casting.write({"casting_tree_id": self.id})
        if self.caster_id:
            casting.jeweller_id = self.caster_id

    def _jewel_check_joinable(self, order):
        """The casting work order of the job of ``order``, if it may go on this tree now."""
        job, casting = order.production_id, order._jewel_casting_order()
        if casting.casting_tree_id == self:
            return casting
        if self.state != "open":
            raise UserError(
                self.env._(
                    "Casting tree %(tree)s is no longer open. Job %(job)s waits for the next one.",
                    tree=self.name,
                    job=job.name,
                )
            )
        if not casting:
            raise UserError(self.env._("Job %s has no casting ahead of it.", job.name))
        if job.alloy_id != self.alloy_id or job.company_id != self.company_id:
            raise UserError(self._get_alloy_refusal(job))
        if casting.casting_tree_id.state in ACTIVE_STATES:
            raise UserError(
                self.env._(
                    "Job %(job)s is on casting tree %(tree)s already. Take it off there first.",
                    job=job.name,
                    tree=casting.casting_tree_id.name,
                )
            )
        if casting.state == "progress":
            raise UserError(
                self.env._(
                    "Casting of job %s has begun by itself. Finish it so, without a tree.", job.name
                )
            )
        if casting.workcenter_id != self.workcenter_id:
            raise UserError(
                self.env._(
                    "Job %(job)s is cast at “%(stage)s”, and tree %(tree)s at “%(tree_stage)s”.",
                    job=job.name,
                    stage=casting.workcenter_id.name,
                    tree=self.name,
                    tree_stage=self.workcenter_id.name,
                )
            )
        if casting.jeweller_id != self.caster_id and not self.sudo(False)._jewel_is_head():
            casting._jewel_check_taken(self.env.user)
        if before := job._jewel_open_before_casting(casting):
            raise UserError(
                self.env._(
                    "Job %(job)s is not ready for casting: %(stages)s must be finished first.",
                    job=job.name,
                    stages=", ".join(before.mapped("name")),
                )
            )
        return casting

    @api.model
    def _jewel_open_tree_for(self, alloy, company, stage):
        """The next open tree of ``alloy`` that is the user's, as superuser; a new one if none."""
        vals = {"alloy_id": alloy.id, "company_id": company.id, "workcenter_id": stage.id}
        same = Domain.AND(Domain(fname, "=", value) for fname, value in vals.items())
        tree = self.search(same & Domain("state", "=", "open"), order="cutoff, id", limit=1)
        return (tree or self.with_company(company).create(vals))._jewel_at_hand()

    def _jewel_show(self):
        """Open these trees: one on its form, several as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_casting_tree_action"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)]}
