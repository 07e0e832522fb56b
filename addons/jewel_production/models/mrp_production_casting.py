from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """The casting tree of a job."""

    _inherit = "mrp.production"

    casting_tree_id = fields.Many2one(
        "jewel.casting.tree",
        compute="_compute_casting_tree_id",
        store=True,
        index="btree_not_null",
        copy=False,
    )

    @api.depends("workorder_ids.casting_tree_id")
    def _compute_casting_tree_id(self):
        """Tree of the last casting; a job that was sent back for a new one has none yet."""
        for job in self:
            casting = job.workorder_ids.filtered(lambda order: order.workcenter_id.is_casting)
            job.casting_tree_id = casting.sorted("id")[-1:].casting_tree_id

    @api.constrains("alloy_id")
    def _check_casting_alloy(self):
        self.sudo().casting_tree_id._check_one_alloy()

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"casting_tree_id"}

    def action_jewel_join_tree(self):
        """Put the jobs on the next open tree of their alloys."""
        self._check_production_head()
        if idle := self.filtered(lambda job: not job.sudo()._jewel_open_orders()):
            raise UserError(
                self.env._(
                    "Nothing is left to cast for %s: all stages are done, or there is no route.",
                    ", ".join(idle.mapped("name")),
                )
            )
        orders = self.env["mrp.workorder"].union(*(job._jewel_open_orders()[:1] for job in self))
        return orders.action_jewel_join_tree()

    def _jewel_open_orders_at(self, stage):
        """Open work orders of these jobs at ``stage``."""
        return self.workorder_ids.filtered(
            lambda order: order.workcenter_id == stage and order.state not in ("done", "cancel")
        )

    def _jewel_open_before_casting(self, casting):
        """What is still to be done before the job can go into the flask."""
        self.ensure_one()
        opened = self._jewel_open_orders()
        before = opened[: opened.ids.index(casting.id)] if casting in opened else opened
        return before.filtered(
            lambda order: order.workcenter_id != casting.workcenter_id.tree_stage_id
        )

    def _post_jewel_return(self, workorders):
        """Override: a job that is sent back leaves a tree that is not poured yet."""
        result = super()._post_jewel_return(workorders)
        opened = self.workorder_ids.filtered(lambda order: order.state not in ("done", "cancel"))
        for order in opened.filtered("casting_tree_id"):
            if order.casting_tree_id.state == "poured":
                raise UserError(
                    self.env._(
                        "Job %(job)s is in the flask of casting tree %(tree)s. Finish the tree, "
                        "and mark the job as bad there.",
                        job=self.name,
                        tree=order.casting_tree_id.name,
                    )
                )
            order._jewel_leave()
        return result
