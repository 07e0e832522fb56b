from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import (
    KEPT_OF_PARTNER,
    PERSONAL_OF_ACTIVITY,
    PERSONAL_OF_DEAL,
    PERSONAL_OF_MESSAGE,
    PERSONAL_OF_ORDER,
    PERSONAL_OF_RECEIPT,
    PERSONAL_OF_TRANSACTION,
)


class JewelForget(models.TransientModel):
    """Erase one client on request: what the law does not require to keep."""

    _name = "jewel.forget"
    _description = "Forget a Client"

    partner_id = fields.Many2one("res.partner", "Client", required=True, ondelete="cascade")
    obstacles = fields.Text("Not Possible Yet", compute="_compute_obstacles")

    @api.depends("partner_id")
    def _compute_obstacles(self):
        for wizard in self:
            wizard.obstacles = "\n".join(wizard._get_obstacles())

    # === WHAT SPEAKS AGAINST IT === #

    def _get_partners(self):
        """The client with his addresses and contact persons."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners.search([("id", "child_of", self.partner_id.ids)])

    def _get_deals(self):
        deals = self.env["crm.lead"].sudo().with_context(active_test=False)
        return deals.search([("partner_id", "in", self._get_partners().ids)])

    def _get_orders(self):
        orders = self.env["sale.order"].sudo()
        return orders.search([("partner_id", "in", self._get_partners().ids)])

    @api.model
    def _get_loose_deals(self, partners):
        """Deals that may be theirs: with their phone or e-mail, but nobody's."""
        mails = [mail for mail in partners.mapped("email_normalized") if mail]
        phones = [phone for phone in partners.mapped("phone_sanitized") if phone]
        same = Domain("email_normalized", "in", mails) | Domain("phone_sanitized", "in", phones)
        deals = self.env["crm.lead"].sudo().with_context(active_test=False)
        return deals.search(Domain("partner_id", "=", False) & same)

    def _get_obstacles(self):
        """Hook: why this client cannot be forgotten yet, in words; none: he can."""
        partners, env = self._get_partners(), self.env(su=True)
        mine = Domain("partner_id", "in", partners.ids)
        found = []
        if users := env["res.users"].search([*mine, ("active", "in", (True, False))]):
            found.append(
                self.env._(
                    "%s can log in: employees and portal users are not clients; take the user away "
                    "first.",
                    ", ".join(users.mapped("login")),
                )
            )
        for text, records in (
            (
                self.env._("Contact of our own company: %s. A client is somebody else."),
                env["res.company"].search([*mine, ("active", "in", (True, False))]),
            ),
            (
                self.env._("Suppliers: %s. Their documents need their names; archive them."),
                partners.filtered("supplier_rank")
                | env["product.supplierinfo"].search([*mine]).partner_id,
            ),
            (
                self.env._("Open deals: %s. Finish or cancel them."),
                self._get_deals().filtered(lambda deal: deal.active and not deal.stage_id.is_won),
            ),
            (
                self.env._(
                    "Deals without a client, but with his phone or e-mail: %s. Set the client in "
                    "them, or the right phone and e-mail."
                ),
                self._get_loose_deals(partners),
            ),
            (
                self.env._("Open orders: %s. Deliver or cancel them."),
                self._get_orders().filtered(
                    lambda order: (
                        order.state in ("draft", "sent")
                        or order.delivery_status in ("pending", "started", "partial")
                    )
                ),
            ),
            (
                self.env._("Jobs in work: %s. Hand them over or cancel them."),
                env["mrp.production"].search(
                    [
                        ("deal_id.partner_id", "in", partners.ids),
                        ("state", "not in", ("done", "cancel")),
                    ]
                ),
            ),
            (
                self.env._("Open invoices by link: %s. Wait for the payment or cancel them."),
                env["jewel.pay.request"].search([*mine, ("state", "=", "open")]),
            ),
            (
                self.env._("Money is due: %s."),
                env["jewel.deal.finance"]
                .search([*mine, ("amount_due", ">", 0), ("deal_active", "=", True)])
                .deal_id
                | env["crm.lead"],
            ),
            (
                self.env._("Documents with a balance: %s. Reconcile them."),
                env["account.move"].search(
                    [*mine, ("state", "=", "posted"), ("amount_residual", "!=", 0)]
                ),
            ),
        ):
            if records:
                found.append(text % ", ".join(records.mapped("display_name")))
        return found

    # === ERASURE === #

    def action_forget(self):
        """Erase, and note that it was done, by whom and when, without what was erased."""
        self.ensure_one()
        self.check_access("write")
        if obstacles := self._get_obstacles():
            raise UserError(
                self.env._(
                    "%(client)s cannot be forgotten yet.\n%(obstacles)s",
                    client=self.partner_id.display_name,
                    obstacles="\n".join(obstacles),
                )
            )
        partners, deals, orders = self._get_partners(), self._get_deals(), self._get_orders()
        known = self._get_marks(partners, deals)
        partners._pre_forget()
        self._erase_messages()
        for deal in deals:
            deal.with_context(tracking_disable=True).write(self._prepare_deal(deal))
        self._erase_copies()
        for partner in partners:
            partner.with_context(tracking_disable=True).write(self._prepare_partner(partner))
        self.env.flush_all()
        self._erase_history(known, deals, orders)
        self.env["jewel.audit.entry"].sudo().create(
            {
                "user_id": self.env.uid,
                "model": "res.partner",
                "res_id": self.partner_id.id,
                "operation": "forget",
            }
        )
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _prepare_partner(self, partner):
        return {
            **dict.fromkeys(self._get_personal_fields(partner), False),
            "name": self.env._("Forgotten client %s", partner.id),
            "active": False,
        }

    @api.model
    def _get_personal_fields(self, partner):
        """Hook: what a partner says about himself, in fields of any addon: all that can be told in
        words, his picture and his place on the map.
        """
        texts = {
            name
            for name, field in partner._fields.items()
            if field.store
            and field.type in ("char", "text", "html")
            and not (field.compute and field.readonly)
        }
        return {*texts, "image_1920", "partner_latitude", "partner_longitude"} - KEPT_OF_PARTNER

    @api.model
    def _prepare_deal(self, deal):
        """Nobody knows in which form a name stands in a title."""
        return {**dict.fromkeys(PERSONAL_OF_DEAL, False), "name": self.env._("Deal %s", deal.id)}

    def _erase_copies(self):
        """What orders, online payments and receipts have copied of him; what was printed stays."""
        env = self.env(su=True, context={**self.env.context, "tracking_disable": True})
        unprinted = [("deal_id", "in", self._get_deals().ids), ("version_ids", "=", False)]
        mine = [("partner_id", "in", self._get_partners().ids)]
        for records, names in (
            (env["sale.order"].search(mine), PERSONAL_OF_ORDER),
            (env["payment.transaction"].search(mine), PERSONAL_OF_TRANSACTION),
            (env["jewel.sales.receipt"].search(unprinted), PERSONAL_OF_RECEIPT),
        ):
            records.write(dict.fromkeys(names, False))

    def _get_documents(self):
        """Hook: records in whose chatter and activities the client is written about."""
        partners, env = self._get_partners(), self.env(su=True)
        deals, his = self._get_deals(), [("partner_id", "in", partners.ids)]
        of_deal = [("deal_id", "in", deals.ids)]
        return [
            partners,
            deals,
            self._get_orders(),
            env["account.move"].search(his),
            env["account.payment"].search(his),
            env["jewel.pay.request"].search(his),
            env["jewel.sales.receipt"].search(of_deal),
            env["mrp.production"].search(of_deal),
            env["stock.picking"].search(his),
        ]

    def _erase_messages(self):
        """Letters and notes lose their text; who did what when stays in the history of changes.

        What Odoo notes of an accounting document by itself belongs to the document.
        """
        partners, documents = self._get_partners(), self._get_documents()
        places = Domain.OR(
            Domain("model", "=", records._name) & Domain("res_id", "in", records.ids)
            for records in documents
        )
        logs = Domain("model", "=", "account.move") & Domain("message_type", "=", "notification")
        messages = (
            self.env["mail.message"]
            .sudo()
            .search((places | Domain("author_id", "in", partners.ids)) & ~logs)
        )
        messages.tracking_value_ids.unlink()
        messages.write(dict.fromkeys(PERSONAL_OF_MESSAGE, False))
        messages.notification_ids.filtered("mail_email_address").unlink()
        self.env["mail.mail"].sudo().search([("mail_message_id", "in", messages.ids)]).unlink()
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        for records in documents:
            mine = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            activities.search(mine).write(dict.fromkeys(PERSONAL_OF_ACTIVITY, False))

    @api.model
    def _get_marks(self, partners, deals):
        """By what a deleted deal or order of his is known in the history."""
        mails = partners.mapped("email") + deals.mapped("email_from")
        phones = partners.mapped("phone") + deals.mapped("phone")
        return {
            "partners": [str(partner_id) for partner_id in partners.ids],
            "mails": list(filter(None, mails)),
            "phones": list(filter(None, phones)),
        }

    @api.model
    def _erase_history(self, known, deals, orders):
        """Values that name the client leave the history; that something was changed stays.

        :param known: see :meth:`_get_marks`; only by them are merged and deleted records his
        """
        for records, names in ((deals, PERSONAL_OF_DEAL), (orders, PERSONAL_OF_ORDER)):
            self.env["jewel.audit.entry"]._rewrite(
                """
                UPDATE jewel_audit_entry SET old_value = NULL, new_value = NULL
                 WHERE model = %(model)s AND (operation = 'unlink' OR field = ANY(%(names)s))
                   AND (res_id = ANY(%(ids)s) OR res_id IN (
                        SELECT res_id FROM jewel_audit_entry
                         WHERE model = %(model)s AND CASE operation WHEN 'unlink' THEN
                               old_value::jsonb ->> 'partner_id' = ANY(%(partners)s)
                               OR old_value::jsonb ->> 'email_from' = ANY(%(mails)s)
                               OR old_value::jsonb ->> 'phone' = ANY(%(phones)s) END))
                """,
                {"model": records._name, "names": list(names), "ids": records.ids, **known},
            )
