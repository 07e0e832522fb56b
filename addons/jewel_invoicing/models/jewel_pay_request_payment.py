import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import PAID_PAYMENT, PAYING_TX

_logger = logging.getLogger(__name__)


class JewelPayRequest(models.Model):
    """Money of a request: transactions, payments, invoices, and what follows from them."""

    _inherit = "jewel.pay.request"

    amount_paid = fields.Monetary("Paid Amount", compute="_compute_amount_paid", compute_sudo=True)
    amount_left = fields.Monetary("Left", compute="_compute_amount_paid", compute_sudo=True)
    money_note = fields.Text(
        "About the Money",
        compute="_compute_money_note",
        help="Says in words what is out of the ordinary: part, double or returned payments.",
    )

    def _compute_amount_paid(self):
        booked = self.env["account.payment"]._read_group(
            [("pay_request_id", "in", self.ids), ("state", "in", PAID_PAYMENT)],
            ["pay_request_id", "payment_type"],
            ["amount:sum"],
        )
        paid = dict.fromkeys(self.ids, 0.0)
        for request, payment_type, amount in booked:
            paid[request.id] += amount if payment_type == "inbound" else -amount
        for request in self:
            fresh = request.transaction_ids._filter_arrived().filtered(lambda tx: not tx.payment_id)
            request.amount_paid = paid.get(request.id, 0) + sum(fresh.mapped("amount"))
            request.amount_left = max(request.amount_total - request.amount_paid, 0)

    def _compute_money_note(self):
        for request in self:
            request.money_note = "\n".join(request._get_money_notes()) or False

    def _get_money_notes(self):
        """Sentences for the staff about what is out of the ordinary with this request's money."""
        self.ensure_one()
        sudo, money = self.sudo(), self.currency_id.format
        txs = sudo.transaction_ids
        notes = []
        over = sudo.amount_paid - sudo.amount_total
        if sudo.amount_paid > 0 and self.currency_id.compare_amounts(over, 0) < 0:
            notes.append(
                self.env._(
                    "Paid %(paid)s of %(total)s.",
                    paid=money(sudo.amount_paid),
                    total=money(sudo.amount_total),
                )
            )
        if self.currency_id.compare_amounts(over, 0) > 0 and sudo.amount_paid > 0:
            notes.append(
                self.env._(
                    "Paid %(over)s more than asked: it stands to the client's credit. Return it"
                    " (button «Refund» of the payment) or count it for the balance.",
                    over=money(over),
                )
            )
        returned = -sum(
            txs.filtered(lambda tx: tx.state == "done" and tx.amount < 0).mapped("amount")
        )
        if returned:
            notes.append(self.env._("Returned to the client: %(sum)s.", sum=money(returned)))
        elif self.state == "paid" and self.currency_id.compare_amounts(sudo.amount_paid, 0) <= 0:
            notes.append(
                self.env._(
                    "Nothing is booked for it any more: its payments were cancelled. Register the"
                    " payment anew, or press «New Request»."
                )
            )
        if self.state in ("expired", "cancelled") and sudo.amount_paid > 0:
            notes.append(self.env._("Money came after the request was closed."))
        return notes

    # === TRANSACTIONS === #

    def _get_paying_transactions(self):
        return self.sudo().transaction_ids.filtered(lambda tx: tx.state in PAYING_TX)

    def _get_live_transaction(self):
        """The transaction that the client may still complete, if any."""
        self.ensure_one()
        return self._get_live_transactions()[:1]

    def _get_resumable_transaction(self):
        """The live transaction, if it is for what is left to pay."""
        live = self._get_live_transaction()
        is_same = self.currency_id.compare_amounts(live.amount, self.amount_left) == 0
        return live if is_same else live.browse()

    def _get_live_transactions(self):
        return self.sudo().transaction_ids.filtered(lambda tx: tx._is_live())

    def _refresh_live_transactions(self):
        """Ask the providers: a payment that has died there, or is paid, is alive here no more.

        Nothing may be locked yet: who asks ends the database transaction before.
        """
        for tx in self._get_live_transactions():
            tx._refresh_from_provider()

    def _start_transaction(self, provider, method):
        """The transaction that this press of «Pay» leads to, with values of ours alone.

        The caller has locked the request and has made sure that it may be paid. One that is under
        way is taken up again, so that two tabs lead to one payment; one for another sum than is
        left by now is given up.

        :return: `payment.transaction` in sudo
        """
        self.ensure_one()
        live = self._get_resumable_transaction()
        if live and not (live._is_untouched() and live.payment_method_id != method):
            return live
        self._get_live_transactions()._set_canceled()
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(self._prepare_transaction_vals(provider, method))
        )

    def _prepare_transaction_vals(self, provider, method):
        """Hook: values of a transaction; nothing here comes from the client's browser."""
        reference = (
            self.env["payment.transaction"]
            .sudo()
            ._compute_reference(provider.code, prefix=self.name)
        )
        return {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "reference": reference,
            "amount": self.amount_left,
            "currency_id": self.currency_id.id,
            "partner_id": self.partner_id.id,
            "operation": "online_redirect",
            "landing_route": f"/pay/{self.sudo().token}",
            "pay_request_id": self.id,
        }

    # === BOOKING === #

    def _book_by_hand(self, amount, journal, date, way, memo=""):
        """Book what the client has paid in another way than by the link.

        :return: `account.payment`, posted and reconciled
        """
        self.ensure_one()
        self._lock()
        request = self.sudo()
        invoice = request._prepare_invoice(amount)
        payment = request.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": request.partner_id.commercial_partner_id.id,
                "amount": amount,
                "currency_id": request.currency_id.id,
                "journal_id": journal.id,
                "date": date,
                "memo": memo or request.name,
                "company_id": request.company_id.id,
                "pay_way": way,
                "pay_request_id": request.id,
                "deal_id": request.deal_id.id,
                "invoice_ids": invoice.ids,
            }
        )
        payment.action_post()
        request._reconcile(payment, invoice)
        request._settle()
        return payment

    def _take_payment(self, payment):
        """Count a posted ``payment`` that was entered without this request for it."""
        self.ensure_one()
        self._lock()
        request, payment = self.sudo(), payment.sudo()
        payment.write(
            {
                "pay_request_id": request.id,
                "deal_id": request.deal_id.id,
                "pay_way": "cash" if payment.journal_id.type == "cash" else "transfer",
            }
        )
        payment.invoice_ids = request._prepare_invoice_or_tell(payment.amount)
        request._reconcile(payment, payment.invoice_ids)
        request._settle()

    def _reconcile(self, payment, invoices):
        lines = payment.move_id.line_ids + invoices.line_ids
        lines.filtered(
            lambda line: line.account_id == payment.destination_account_id and not line.reconciled
        ).reconcile()

    def _prepare_invoice(self, amount):
        """The posted invoices that ``amount`` is reconciled with.

        What the client already owes comes first; then the final invoice, when this pays the order
        in full; else a down-payment invoice for the sum. Money beyond the order's total has no
        invoice: it is the client's credit.
        """
        self.ensure_one()
        order = (
            self._get_order()
            .with_company(self.company_id)
            .with_context(tz=self.company_id._get_jewel_tz())
        )
        open_invoices = order.invoice_ids.filtered(
            lambda move: (
                move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual
            )
        )
        rest = min(
            amount - sum(open_invoices.mapped("amount_residual")),
            order.amount_total - self._get_invoiced(order),
        )
        if not order or self.currency_id.compare_amounts(rest, 0) <= 0:
            new = order.invoice_ids.browse()
        elif self._is_final(order, rest) and order.state == "sale":
            new = self._create_final_invoice(order)
        else:
            new = self._create_down_payment_invoice(order, rest)
        new.filtered(lambda move: move.state == "draft").action_post()
        self.move_id = new[:1] or open_invoices[:1] or self.move_id
        return open_invoices | new

    def _get_invoiced(self, order):
        """What the posted invoices of the order ask for, less credit notes."""
        moves = order.invoice_ids.filtered(lambda move: move.state == "posted")
        signs = {"out_invoice": 1, "out_refund": -1}
        return sum(move.amount_total * signs.get(move.move_type, 0) for move in moves)

    def _is_final(self, order, rest):
        left = order.amount_total - self._get_invoiced(order)
        return (
            self.part == "balance"
            and order.invoice_status == "to invoice"
            and self.currency_id.compare_amounts(rest, left) == 0
            and all(line.qty_to_invoice for line in order.order_line if line._is_jewel_line())
        )

    def _create_final_invoice(self, order):
        return order._create_invoices(final=True)

    def _create_down_payment_invoice(self, order, amount):
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "fixed",
                "fixed_amount": amount,
                "sale_order_ids": order.ids,
            }
        )
        return wizard._create_invoices(order)

    def _prepare_transaction_invoice(self, tx):
        """Link an invoice to a paid transaction."""
        self._lock()
        tx.invoice_ids = self._prepare_invoice_or_tell(tx.amount)

    def _prepare_invoice_or_tell(self, amount):
        """The invoices for ``amount``; when that fails, none, and the accountant is told why."""
        try:
            with self.env.cr.savepoint():
                return self._prepare_invoice(amount)
        except UserError as error:
            _logger.warning("Pay request %s: no invoice: %s", self.name, error)
            self._tell_accountant(str(error))
        return self.env["account.move"]

    def _settle(self):
        """Draw the conclusions from the money that is here now; safe to call again."""
        for request in self:
            request.invalidate_recordset(["amount_paid", "amount_left"])
            request.deal_id.invalidate_recordset(["amount_paid", "amount_due"])
            if request.amount_left or not request.amount_paid:
                continue
            if request._set_state("paid", {"paid_at": fields.Datetime.now()}):
                request._close_control_call()
                request._tell_paid()
                request._move_deal()
                request._post_pay_request_paid()

    def _move_deal(self):
        """After the prepayment the deal goes into production, where the workshop wants it so."""
        deal = self.deal_id
        wanted = self.part == "prepayment" and self.company_id.pay_to_production
        if not wanted or deal.jewel_stage_key not in ("new", "prepayment"):
            return
        try:
            with self.env.cr.savepoint():
                deal._jewel_set_stage("production")
        except UserError as error:
            self.message_post(
                body=self.env._(
                    "The prepayment has arrived, but the deal was not moved to production:"
                    " %(error)s",
                    error=str(error),
                )
            )
