from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .jewel_casting_tree import ACTIVE_STATES

# Written by the actions of the tree only.
_BY_TREE = frozenset({"casting_tree_id", "casting_defect_id", "casting_note"})


class MrpWorkorder(models.Model):
    """Casting of one job on a tree: it is begun and finished with the tree, not by itself."""

    _inherit = "mrp.workorder"

    casting_tree_id = fields.Many2one(
        "jewel.casting.tree", copy=False, index="btree_not_null", ondelete="restrict", readonly=True
    )
    casting_tree_state = fields.Selection(related="casting_tree_id.state")
    casting_tree_name = fields.Char("Tree", related="production_id.casting_tree_id.name")
    casting_defect_id = fields.Many2one(
        "jewel.rework.reason", "Came out Bad", copy=False, readonly=True
    )
    casting_note = fields.Char("Remark on the Casting", copy=False, readonly=True)
    next_casting = fields.Datetime(
        "Next Tree",
        compute="_compute_next_casting",
        compute_sudo=True,
        help="When the next tree of this alloy closes.",
    )
    is_before_casting = fields.Boolean(compute="_compute_is_before_casting", compute_sudo=True)

    @api.depends("production_id.alloy_id", "company_id")
    def _compute_next_casting(self):
        """One grouped query for all; without an open tree, the next hour of cut-off."""
        trees = self.env["jewel.casting.tree"]._read_group(
            Domain("state", "=", "open") & Domain("cutoff", ">", fields.Datetime.now()),
            ["company_id", "alloy_id"],
            ["cutoff:min"],
        )
        dates = {(company, alloy): cutoff for company, alloy, cutoff in trees}
        usual = {company: company._get_next_casting_cutoff() for company in self.company_id}
        for order in self:
            key = (order.company_id, order.production_id.alloy_id)
            order.next_casting = dates.get(key) or usual.get(order.company_id)

    @api.depends("workcenter_id", "state", "production_id.casting_tree_id")
    def _compute_is_before_casting(self):
        """Whether it is the current work of a job that waits for a tree."""
        casting, assembling = self.env["mrp.workcenter"]._get_casting_stages()
        for order in self:
            stages = casting | assembling if order.state == "ready" else assembling
            order.is_before_casting = (
                order.state in ("ready", "progress")
                and order.workcenter_id in stages
                and not order.production_id.casting_tree_id
            )

    @api.constrains("casting_tree_id")
    def _check_casting_alloy(self):
        self.sudo().casting_tree_id._check_one_alloy()

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_tree(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_tree(vals)
        if "jeweller_id" in vals:
            self.sudo()._check_casters_hands(vals["jeweller_id"])
        return super().write(vals)

    def _check_by_tree(self, *vals_list):
        if not self.env.su and any(_BY_TREE & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("Jobs are put on a casting tree, and taken off, by its buttons.")
            )

    def _check_casters_hands(self, jeweller_id):
        """What is in one flask is in one person's hands."""
        for order in self:
            tree = order.casting_tree_id
            hands = (order.jeweller_id.id, tree.caster_id.id)
            if (
                tree.state == "poured"
                and order.state not in ("done", "cancel")
                and (jeweller_id or False) not in hands
            ):
                raise UserError(
                    self.env._(
                        "Job %(job)s is in the flask of casting tree %(tree)s, poured already. "
                        "Give the whole tree to another caster.",
                        job=order.production_id.name,
                        tree=tree.name,
                    )
                )

    @api.model
    def _jewel_bench_fields(self):
        return (
            super()._jewel_bench_fields()
            | _BY_TREE
            | {
                "company_id",
                "casting_tree_state",
                "casting_tree_name",
                "next_casting",
                "is_before_casting",
            }
        )

    # === ACTIONS === #

    def action_jewel_join_tree(self):
        """Put the jobs on the tree of the context, or on the next open one of their alloy."""
        self.check_access("read")
        trees = self.env["jewel.casting.tree"]
        given = trees.browse(self.env.context.get("jewel_tree_id") or [])
        groups = self.sudo().grouped(lambda order: order._jewel_tree_key())
        for (alloy, company, stage), orders in groups.items():
            if not stage:
                raise UserError(
                    self.env._(
                        "Job %s has no casting ahead of it.",
                        ", ".join(orders.production_id.mapped("name")),
                    )
                )
            if not alloy:
                raise UserError(
                    self.env._(
                        "To cast %s, write down the alloy of the job first.",
                        ", ".join(orders.production_id.mapped("name")),
                    )
                )
            if given:
                tree = given._jewel_at_hand()
            else:
                tree = trees._jewel_open_tree_for(alloy, company, stage)
            tree._jewel_join(orders)
            trees |= tree
        return True if given else trees.with_env(self.env)._jewel_show()

    def action_jewel_leave_tree(self):
        """Take the job off; from a closed tree by the head, with a reason."""
        self.ensure_one()
        tree = self.casting_tree_id._jewel_at_hand()
        self.sudo()._jewel_check_leaving()
        if tree.state == "open":
            self.sudo()._jewel_leave()
        elif tree.state == "closed":
            self.casting_tree_id._jewel_check_head()
            return self._jewel_ask_casting("leave")
        return True

    def _jewel_check_leaving(self):
        tree = self.casting_tree_id
        if tree.state == "poured":
            raise UserError(
                self.env._(
                    "Casting tree %(tree)s is poured: job %(job)s cannot be taken off any more. "
                    "If it comes out bad, mark it so.",
                    tree=tree.name,
                    job=self.production_id.name,
                )
            )
        if tree and tree.state not in ACTIVE_STATES:
            tree._check_not_history()

    def action_jewel_casting_bad(self):
        """Say that the piece came out bad, and why; it goes back when the tree is finished."""
        self.ensure_one()
        self._jewel_check_poured()
        return self._jewel_ask_casting("bad")

    def action_jewel_casting_good(self):
        """Take the mark away."""
        self.ensure_one()
        self._jewel_check_poured()
        self.sudo().write({"casting_defect_id": False, "casting_note": False})
        return True

    def action_jewel_open_tree(self):
        self.ensure_one()
        tree = self.casting_tree_id or self.production_id.casting_tree_id
        tree.check_access("read")
        return tree._jewel_show()

    def _jewel_ask_casting(self, purpose):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_casting_remark_action"
        )
        action["context"] = {"default_workorder_id": self.id, "default_purpose": purpose}
        return action

    def _jewel_check_poured(self):
        tree = self.casting_tree_id._jewel_at_hand()
        if tree.state != "poured":
            raise UserError(
                self.env._(
                    "Castings are looked at when tree %(tree)s is poured, and before it is "
                    "finished.",
                    tree=tree.name or "–",
                )
            )

    # === ON AND OFF === #

    def _jewel_leave(self):
        """Take these work orders off their trees; the caster's name goes with the tree."""
        self.filtered(lambda order: order.state in ("ready", "blocked")).jeweller_id = False
        self.write({"casting_tree_id": False})

    def _jewel_casting_order(self):
        """The casting still to be done for the job of this work order, may be empty."""
        self.ensure_one()
        opened = self.production_id._jewel_open_orders()
        return opened.filtered(lambda order: order.workcenter_id.is_casting)[:1]

    def _jewel_tree_key(self):
        """What a tree must have in common with its jobs: (alloy, company, stage of casting)."""
        self.ensure_one()
        job = self.production_id
        return job.alloy_id, job.company_id, self._jewel_casting_order().workcenter_id

    def _jewel_recast(self):
        """Send a bad casting back for a new wax, by the door that every return takes."""
        job, stage = self.production_id, self.workcenter_id.recast_stage_id
        passed = job._jewel_passed_orders().workcenter_id
        job._jewel_move_to_stage(
            stage if stage in passed else self.workcenter_id,
            self.casting_defect_id,
            self.casting_note,
        )

    def _jewel_press(self, button):
        """Press a button of the bench for each jeweller who has the work in hand.

        The tree is weighed as a whole, its pieces when they have been cut off.
        """
        unweighed = self.with_context(jewel_no_weighing=True)
        for jeweller, orders in unweighed.grouped("jeweller_id").items():
            getattr(orders.with_user(jeweller or self.env.user), button)()
        self.invalidate_recordset()

    # === CASTING GOES WITH THE TREE === #

    def _jewel_bench(self, is_shared=False):
        """Override: what is on a tree is done with the tree."""
        orders = super()._jewel_bench(is_shared)
        orders._jewel_check_tree()
        return orders

    def button_start(self, *args, **kwargs):
        self._jewel_check_tree()
        return super().button_start(*args, **kwargs)

    def button_finish(self):
        self._jewel_check_tree(may_begin=False)
        return super().button_finish()

    def action_cancel(self):
        """Override of `mrp`: what is not cast any more leaves its tree."""
        result = super().action_cancel()
        orders = self.sudo().filtered(
            lambda order: order.casting_tree_id.state in ("open", "closed")
        )
        orders.write({"casting_tree_id": False})
        return result

    def _jewel_check_tree(self, may_begin=True):
        """The tree moves on first, and then its jobs: whoever comes without it is told so."""
        for order in self.sudo():
            state = order.casting_tree_id.state
            begins = may_begin and state == "poured" and not order._is_running()
            if state in ACTIVE_STATES and order.state not in ("done", "cancel") and not begins:
                raise UserError(
                    self.env._(
                        "“%(stage)s” of job %(job)s is done with casting tree %(tree)s. "
                        "Open the tree, or take the job off it.",
                        stage=order.name,
                        job=order.production_id.name,
                        tree=order.casting_tree_id.name,
                    )
                )

    # === PICTURE, ORDER === #

    def _get_picture_url(self):
        """Address of the picture of the piece: its sketch, else that of the model."""
        self.ensure_one()
        if self.cover_id:
            return f"/web/image/mrp.workorder/{self.id}/cover_image_256"
        return f"/web/image/product.product/{self.product_id.id}/image_256"

    def _jewel_by_deadline(self):
        return self.sorted(
            lambda order: (not order.item_deadline, order.item_deadline or order.id, order.id)
        )
