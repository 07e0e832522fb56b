from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import RECEIPT_MOVES
from .jewel_bank_invoice_mixin import exact, roubles


class JewelSalesReceipt(models.Model):
    """States of a receipt: one table of moves, one door; delivery and its payment."""

    _inherit = "jewel.sales.receipt"
    _moves = RECEIPT_MOVES

    def _get_move_refusal(self, before, after):
        return self.env._(
            "Receipt %(receipt)s is «%(from)s» and cannot become «%(to)s». Look up the"
            " receipt that is in force in the deal.",
            receipt=self.name,
            **{"from": before, "to": after},
        )

    # === VOID === #

    def _void(self):
        """The goods are not shipped after all: what was issued counts no more."""
        moved = self._set_state("void", {"closed_at": fields.Datetime.now()})
        moved.version_id._void("void")
        for receipt in moved:
            receipt._post_receipt_void()
        return moved

    # === DELIVERY === #

    def action_deliver(self):
        """Button of the staff: handed over; what is unpaid stays due."""
        for receipt in self:
            receipt.check_access("write")
            receipt._lock()
            receipt._mark_delivered()
        return True

    def action_undo_delivery(self):
        """Marked by mistake. Payments that were registered stay: they are cancelled apart."""
        self.check_access("write")
        self._lock()
        self._set_state("issued", {"closed_at": False, "delivered_by_id": False})
        return True

    def _deliver(self, way=None, amount=None):
        """The courier has handed over, and has taken what was left to pay.

        :param way: `courier` (cash) or `courier_card`; nothing when nothing is left to pay
        :param amount: roubles (`Decimal`) that the courier saw when he pressed the button
        :return: whether this call has delivered it; a second press changes nothing
        :raise UserError: the sum has changed, is not paid, or the client is not identified
        """
        self.ensure_one()
        self._check_may_deliver()
        requests = self.sudo().deal_id.pay_request_ids
        requests._refresh_live_transactions()
        self._lock()
        if self.state == "delivered":
            return False
        if requests._get_paying_transactions():
            raise UserError(
                self.env._(
                    "Receipt %s is being paid by the link just now: take no money, look again in"
                    " a minute.",
                    self.name,
                )
            )
        if self._lacks_identification():
            raise UserError(
                self.env._(
                    "Receipt %s: the client must be identified first. Call the manager.", self.name
                )
            )
        collect = self._get_money().collect
        if collect != (amount or 0):
            raise UserError(
                self.env._(
                    "Receipt %(receipt)s: the sum to collect is %(sum)s now. Look at it and press"
                    " again.",
                    receipt=self.name,
                    sum=roubles(collect),
                )
            )
        if collect:
            self._register_payment(way, collect)
        self._mark_delivered()
        return True

    def _check_may_deliver(self):
        """A courier delivers what is his; the staff whatever it may change."""
        self.check_access("read")
        if self.courier_id != self.env.user and not self.has_access("write"):
            raise AccessError(self.env._("Receipt %s is delivered by another courier.", self.name))

    def _register_payment(self, way, amount):
        """Book what the courier has taken, by the same door as the manager's."""
        allowed = {"courier": self.allow_cash, "courier_card": self.allow_card}
        if not allowed.get(way):
            raise UserError(
                self.env._(
                    "Receipt %(receipt)s: %(sum)s is left to pay. Choose how the client has paid.",
                    receipt=self.name,
                    sum=roubles(amount),
                )
            )
        # Not merely in sudo: core's invoices are posted on by the user himself, who may not.
        receipt = self.with_user(SUPERUSER_ID).with_company(self.company_id)
        wizard = receipt.env["jewel.pay.register"].create(
            {
                "deal_id": receipt.deal_id.id,
                "way": way,
                "amount": amount,
                "date": receipt._get_today(),
                "memo": f"{receipt.name}, {self.env.user.name}",
            }
        )
        wizard.action_register()
        ways = dict(self.env["account.payment"]._fields["pay_way"]._description_selection(self.env))
        receipt.message_post(
            body=self.env._("Taken: %(sum)s, %(way)s", sum=roubles(amount), way=ways[way]),
            author_id=self.env.user.partner_id.id,
        )

    def _mark_delivered(self):
        vals = {"closed_at": fields.Datetime.now(), "delivered_by_id": self.env.user.id}
        for receipt in self._set_state("delivered", vals):
            receipt._post_receipt_delivered()

    # === HOOKS === #

    def _post_receipt_issued(self):
        """Hook: called once, after the receipt of a deal has been issued."""

    def _post_receipt_void(self):
        """Hook: called once, after a receipt has become void."""

    def _post_receipt_delivered(self):
        """Hook: called once, after the goods have been handed over to the client."""
        receipt = self.sudo()
        deal = receipt.deal_id
        if receipt._get_money().due > exact(0) or deal.jewel_stage_key != "shipping":
            return
        try:
            with self.env.cr.savepoint():
                deal._jewel_set_stage("done")
        except UserError as error:
            receipt.message_post(
                body=self.env._(
                    "Delivered and paid, but the deal was not completed: %(error)s",
                    error=str(error),
                )
            )
