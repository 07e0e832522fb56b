from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import MOVES, STAGE_KEYS


class CrmLead(models.Model):
    """The life of a deal: its stages, their one door, and what happens behind it.

    Whoever moves a deal (a drag on the board, `_jewel_set_stage`, the synchronisation, the
    hand-over of the last job) comes through `write`, where the move is checked, made, and answered
    by `_post_jewel_stage` once.
    """

    _inherit = "crm.lead"

    jewel_stage_key = fields.Selection(
        STAGE_KEYS,
        "Step",
        compute="_compute_jewel_stage_key",
        store=True,
        index=True,
        help="The last step of the workshop that the deal has entered.",
    )

    @api.depends("stage_id.jewel_key")
    def _compute_jewel_stage_key(self):
        for deal in self:
            # A stage of the workshop's own, without a key, is a halt on the way: the step stays.
            deal.jewel_stage_key = deal.stage_id.jewel_key or deal.jewel_stage_key

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        deals = super().create(vals_list)
        for deal in deals.filtered(lambda deal: deal.jewel_stage_key not in (False, "new")):
            deal._check_jewel_move(False, deal.jewel_stage_key)
            deal._post_jewel_stage(deal.jewel_stage_key)
        return deals

    def write(self, vals):
        if vals.get("active") is False:
            self._check_jewel_archive()
        if "stage_id" not in vals:
            return super().write(vals)
        target = self.env["crm.stage"].browse(vals["stage_id"])
        self._jewel_lock()
        moves = {deal: deal.jewel_stage_key for deal in self if deal.stage_id != target}
        for deal, key in moves.items():
            deal._check_jewel_move(key, target.jewel_key)
        result = super().write(vals)
        for deal, key in moves.items():
            if target.jewel_key and target.jewel_key != key:
                deal._post_jewel_stage(target.jewel_key)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed_orders(self):
        for deal in self:
            if orders := deal._get_confirmed_orders():
                raise UserError(
                    self.env._(
                        "To delete deal %(deal)s, cancel its confirmed orders first: %(orders)s.",
                        deal=deal.name,
                        orders=", ".join(orders.mapped("name")),
                    )
                )

    def _jewel_lock(self):
        """Let one transaction at a time move these deals.

        The row is really written, so that the other transaction, once it gets here, finds that its
        view of the data is too old and is run again by the server.
        """
        if self.ids:
            self.flush_recordset()
            query = SQL("UPDATE crm_lead SET id = id WHERE id IN %s", tuple(sorted(self.ids)))
            self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error

    # === STAGES === #

    def _jewel_set_stage(self, key):
        """Move the deals to the step ``key``; those already there stay as they are.

        :raise UserError: the move is not allowed; nothing has been done then
        """
        stage = self.env["crm.stage"]._get_jewel_stage(key)
        moved = self.filtered(lambda deal: deal.stage_id != stage)
        if moved:
            moved.write({"stage_id": stage.id})
        return moved

    def _check_jewel_move(self, from_key, to_key):
        """Refuse a move that the table of moves does not have, or that an addon forbids."""
        self.ensure_one()
        if not to_key or from_key == to_key:
            return
        if from_key and to_key not in MOVES[from_key]:
            step = self.env["crm.stage"]._get_jewel_step_name
            raise UserError(
                self.env._(
                    "Deal %(deal)s is at «%(from)s» and cannot move to «%(to)s»."
                    " From here it can go to: %(allowed)s.",
                    deal=self.name,
                    **{"from": step(from_key), "to": step(to_key)},
                    allowed=", ".join(
                        f"«{step(key)}»" for key, _name in STAGE_KEYS if key in MOVES[from_key]
                    ),
                )
            )
        self._check_jewel_stage(to_key)

    def _check_jewel_stage(self, key):
        """Hook: raise UserError to keep this deal from entering the step ``key``."""
        if key == "production" and not self.partner_id:
            raise UserError(
                self.env._("To start production of deal %(deal)s, set its client.", deal=self.name)
            )

    def _post_jewel_stage(self, key):
        """Hook: called once for one deal, after it has entered the step ``key``."""
        self.ensure_one()
        if key == "production":
            self._jewel_start_production()
        elif key == "ready":
            self._jewel_schedule_shipping()

    def _check_jewel_archive(self):
        """A deal with confirmed orders is not simply lost: somebody may be making the piece."""
        for deal in self.filtered("jewel_stage_key"):
            if orders := deal._get_confirmed_orders():
                raise UserError(
                    self.env._(
                        "To close deal %(deal)s as lost, cancel its confirmed orders first:"
                        " %(orders)s.",
                        deal=deal.name,
                        orders=", ".join(orders.mapped("name")),
                    )
                )

    def _get_confirmed_orders(self):
        return self.sudo().order_ids.filtered(lambda order: order.state == "sale")

    # === PRODUCTION === #

    def _jewel_start_production(self):
        """Confirm all orders of the deal; a deal without orders gets one from its specification."""
        self._jewel_ensure_orders()
        # The deal may hold orders of another manager, whom the user does not see.
        orders = self.sudo().order_ids.filtered(lambda order: order.state in ("draft", "sent"))
        orders.action_confirm()

    def _jewel_ensure_orders(self):
        """The orders that the deal lives by, made from its specification when there are none.

        Safe to call twice, and from two processes at once.
        """
        self.ensure_one()
        self._jewel_lock()
        self.invalidate_recordset(["order_ids"])
        orders = self.sudo().order_ids.filtered(lambda order: order.state != "cancel")
        if not orders.order_line.product_id:
            orders |= self.sudo()._jewel_make_order(orders[:1])
        return orders

    def _jewel_make_order(self, empty=None):
        """An order of this deal, made from its specification at its price.

        :param empty: an order without goods that somebody has begun; it is filled then
        """
        line = [Command.create(self._prepare_jewel_line_vals())]
        if empty:
            empty.order_line = line
        else:
            empty = self.env["sale.order"].create(
                {**self._prepare_jewel_order_vals(), "order_line": line}
            )
        if self.expected_revenue and len(self.order_ids | empty) == 1:
            empty._jewel_set_exact_total(self.expected_revenue)
        return empty

    def _jewel_follow_confirmed_order(self, order):
        """An order confirmed by hand or by the client's payment takes its deal into production."""
        if self.jewel_stage_key in ("new", "prepayment", "ready"):
            self.partner_id = self.partner_id or order.partner_id
            self._jewel_set_stage("production")

    def action_jewel_new_order(self):
        """Another order of this deal, made from its specification and left as a quotation."""
        self.ensure_one()
        if not self.partner_id:
            return self.action_sale_quotations_new()  # asks for the client first
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order"),
            "res_model": "sale.order",
            "res_id": self._jewel_make_order().id,
            "views": [(False, "form")],
        }

    def _prepare_jewel_order_vals(self):
        """Hook: values of an order made from this deal."""
        company = self.company_id or self.env.company
        vals = {
            "opportunity_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": company.id,
            "user_id": self.user_id.id,
            "origin": self.name,
            "campaign_id": self.campaign_id.id,
            "medium_id": self.medium_id.id,
            "source_id": self.source_id.id,
            "tag_ids": [Command.set(self.tag_ids.ids)],
        }
        if self.team_id:
            vals["team_id"] = self.team_id.id
        pricelist = self.partner_id.with_company(company).property_product_pricelist
        if pricelist.currency_id != company.currency_id:
            # The price of a deal is in the company's currency, so the order must be.
            vals["pricelist_id"] = False
        return vals

    def _prepare_jewel_line_vals(self):
        """Hook: values of the order line made from this deal."""
        product = self.product_id or self.jewel_type_id._get_custom_product()
        return {
            "product_id": product.id,
            "product_uom_qty": 1,
            **self._prepare_item_spec_vals(),
        }

    # === SHIPPING === #

    def _jewel_schedule_shipping(self):
        """Ask the manager to prepare the piece for the client, once, whoever has moved the deal."""
        xmlid = "jewel_order.mail_activity_prepare_shipping"
        deal = self.sudo()
        if deal.activity_search([xmlid]):
            return
        user = deal._get_jewel_responsible()
        activity_type = self.env.ref(xmlid).sudo().with_context(lang=user.lang)
        deal.activity_schedule(xmlid, summary=activity_type.summary, user_id=user.id)

    def _get_jewel_responsible(self):
        """The deal's manager; else a director, any manager, or the administrator: never nobody."""
        return (
            self.user_id.filtered("active")
            or self.team_id.user_id.filtered("active")
            or self._get_jewel_role_user("director")
            or self._get_jewel_role_user("sales_manager")
            or self.env.ref("base.user_admin")
        )

    def _get_jewel_role_user(self, role):
        users = self.env.ref(f"jewel_base.group_{role}").sudo().all_user_ids
        return users.filtered(lambda user: user.active and not user.share).sorted("id")[:1]
