import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models

from .. import const, transactions
from ..exceptions import YookassaError, YookassaRejected, YookassaUnknown

_logger = logging.getLogger(__name__)
_BATCH = 100
_FRESH = timedelta(minutes=5)
_PAGE_PAUSE = timedelta(seconds=10)


class PaymentTransaction(models.Model):
    """Looking up what is not finished: notifications get lost, answers too."""

    _inherit = "payment.transaction"

    @api.model
    def _cron_yookassa_check(self):
        """Look at every transaction whose time has come; each is committed by itself."""
        self._yookassa_have_booked()
        domain = [("yookassa_next_check_at", "<=", fields.Datetime.now())]
        due = self.search(domain, limit=_BATCH, order="yookassa_next_check_at")
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        for tx in due:
            tx.provider_id._yookassa_speak(tx)._yookassa_check_safely(domain)
            if not progress(1):
                break

    @api.model
    def _yookassa_have_booked(self):
        """Have fresh money booked within a minute; Odoo itself would take up to ten.

        Here and not with a notification: to wake the cron workers Odoo opens a connection, which
        takes almost half as long as all the rest. What cannot be booked is left to Odoo's repeats.
        """
        fresh = [
            ("provider_code", "=", "yookassa"),
            ("state", "=", "done"),
            ("is_post_processed", "=", False),
            ("last_state_change", ">", fields.Datetime.now() - _FRESH),
        ]
        if self.search_count(fresh, limit=1):
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()

    def _yookassa_check_safely(self, domain):
        """One look that cannot spoil the next transaction's."""
        try:
            if self.try_lock_for_update().filtered_domain(domain):
                self._yookassa_check()
                self.env.flush_all()  # so that a lost race is met here
        except OperationalError:
            self.env.cr.rollback()  # somebody was faster; the next look finds what is left
        except Exception:
            self.env.cr.rollback()
            _logger.exception("YooKassa: transaction %s could not be checked", self.id)

    def _yookassa_check(self, by_hand=False):
        """Ask YooKassa about this transaction. Plans the next look first and commits it.

        :param bool by_hand: a person asks: also when the time of looking is over
        """
        self.ensure_one()
        is_over_time = self._yookassa_is_over_time()
        if is_over_time and not by_hand:
            return self._yookassa_give_up()
        if not is_over_time:
            self._yookassa_plan_next_check()
        transactions.commit(self.env)
        try:
            operation = self.yookassa_operation_ids.filtered(lambda op: op.state == "open")[:1]
            if operation:
                self._yookassa_resolve(operation)
            else:
                self._yookassa_look()
        except YookassaUnknown as error:
            _logger.info("YooKassa: no answer about %s (%s)", self.reference, error)
        except YookassaRejected as error:
            # Not by the transaction's fault: a wrong key, or the shop was changed.
            _logger.warning("YooKassa: asked about %s: %s", self.reference, error)
        return None

    def _yookassa_refresh(self):
        """Ask now, for somebody who looks at a page; once in ten seconds at most.

        Ends the database transaction before the call and after it: nothing may be locked.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        asked = self.yookassa_asked_at and now - self.yookassa_asked_at < _PAGE_PAUSE
        if asked or self.state != "pending" or self.yookassa_blocked or not self.yookassa_object_id:
            return
        if not self.try_lock_for_update():
            return  # somebody is at it
        self.yookassa_asked_at = now
        transactions.commit(self.env)
        try:
            self._yookassa_look()
        except YookassaError as error:
            _logger.info("YooKassa: a page asked about %s (%s)", self.id, error)
        transactions.commit(self.env)

    # === TIME === #

    def _yookassa_hours(self):
        if self.operation == "refund" or self.source_transaction_id:
            return const.REFUND_HOURS
        return const.HOLD_HOURS if self.state == "authorized" else const.PAYMENT_HOURS

    def _yookassa_is_over_time(self):
        age = fields.Datetime.now() - self.create_date
        return age > timedelta(hours=self._yookassa_hours())

    def _yookassa_plan_next_check(self):
        if self.state in ("done", "cancel", "error") or self.yookassa_blocked:
            self.yookassa_next_check_at = False
            return
        if self.state == "authorized":
            pause = const.HOLD_PAUSE
        else:
            pauses = const.REFUND_PAUSES if self.operation == "refund" else const.PAUSES
            pause = pauses[min(self.yookassa_checks + 1, len(pauses) - 1)]
        self.yookassa_checks += 1
        self._yookassa_schedule(pause)

    def _yookassa_give_up(self):
        """A day, or three for refunds, have passed: a person must look."""
        self.yookassa_next_check_at = False
        if self.state not in ("draft", "pending", "authorized"):
            return
        if not self.yookassa_object_id and not self.source_transaction_id:
            # Nobody has seen its page, so nobody can have paid it.
            self.yookassa_operation_ids._close("void")
            self._set_canceled(self.env._("The payment was not begun. Please press Pay again."))
            return
        self._yookassa_tell_staff(
            self.env._(
                "YooKassa has not finished %(reference)s in %(hours)s hours. Look at it in"
                " YooKassa's merchant profile, then press Check Again.",
                reference=self.reference,
                hours=self._yookassa_hours(),
            )
        )

    # === A LOOK === #

    def _yookassa_look(self):
        """Read the payment, or the refund, and apply what is read."""
        if self.operation == "refund":
            path = f"/refunds/{self.yookassa_object_id}"
        elif self.source_transaction_id:
            return self.source_transaction_id._yookassa_look()
        else:
            path = f"/payments/{self.yookassa_object_id}"
        if self.yookassa_object_id:
            self._yookassa_process_locked(self.provider_id._yookassa_call("GET", path))
        return None

    def _yookassa_resolve(self, operation):
        """Find out what became of a call without an answer."""
        if operation.kind == "payment":
            return self._yookassa_resolve_payment(operation)
        if operation.kind == "refund":
            return self._yookassa_resolve_refund(operation)
        return self._yookassa_settle_hold(operation)

    def _yookassa_resolve_payment(self, operation):
        """Look among the payments of that time; repeat while somebody may still pay."""
        pages = self.provider_id._yookassa_pages("/payments", self._yookassa_since(operation))
        for payment in pages:
            if self._yookassa_is_ours(payment) and (
                self._extract_reference("yookassa", payment) == self.reference
            ):
                operation._close("done")
                transactions.lock(self)
                self._yookassa_accept_payment(payment)
                return
        if operation._may_repeat():
            try:
                answer = operation._send()
            except YookassaRejected as error:
                self._yookassa_payment_rejected(error)
            else:
                transactions.lock(self)
                self._yookassa_accept_payment(answer)

    def _yookassa_resolve_refund(self, operation):
        """Look among the refunds of the payment; repeat while the key protects."""
        for refund in self._yookassa_list_refunds():
            if self._yookassa_root()._yookassa_find_refund(refund) == self:
                self._yookassa_adopt_refund(refund)
                return
        if operation._may_repeat():
            self._yookassa_send_refund(operation)
            return
        operation._close("void")
        self.yookassa_next_check_at = False
        words = self.env._(
            "YooKassa knows no refund %s: nothing was given back. Refund again if it is due.",
            self.reference,
        )
        self._set_error(words)
        self._yookassa_tell_staff(words)

    def _yookassa_is_ours(self, payment):
        metadata = payment.get("metadata")
        return isinstance(metadata, dict) and metadata.get("database") == self._yookassa_database()

    def _yookassa_since(self, operation):
        """Query of the payments made since just before ``operation``."""
        since = operation.opened_at - timedelta(minutes=5)
        return {"created_at.gte": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": 100}
