import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models

from .. import transactions
from ..client import is_id
from ..exceptions import YookassaError
from ..verification import amount_of, time_of

_logger = logging.getLogger(__name__)
_DAYS = 3


class PaymentProvider(models.Model):
    """The daily look: payments and refunds of the shop that Odoo has not heard of."""

    _inherit = "payment.provider"

    @api.model
    def _cron_yookassa_watch(self):
        """Compare the last days of each shop with the transactions here."""
        providers = self.search([("code", "=", "yookassa"), ("state", "!=", "disabled")])
        for shop in providers:
            provider = shop._yookassa_speak(shop)
            provider._yookassa_watch("/payments", provider._yookassa_meet_paid)
            provider._yookassa_watch("/refunds", provider._yookassa_meet_refund)

    def _yookassa_watch(self, path, meet):
        """Read the list at ``path``, then ``meet`` each of it; each is committed by itself."""
        since = fields.Datetime.now() - timedelta(days=_DAYS)
        query = {"created_at.gte": since.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "limit": 100}
        try:
            found = list(self._yookassa_pages(path, query))
        except YookassaError as error:
            _logger.warning("YooKassa: daily look at %s of %s: %s", path, self.id, error)
            return
        for one in found:
            self._yookassa_meet_safely(meet, one)
            transactions.commit(self.env)

    def _yookassa_meet_safely(self, meet, one):
        """One of a list that cannot spoil the next; what is left is met by the next day's look."""
        try:
            meet(one)
            self.env.flush_all()  # so that a lost race is met here
        except (OperationalError, YookassaError) as error:
            self.env.cr.rollback()
            _logger.info("YooKassa: %s waits for the next look: %s", one.get("id"), error)
        except Exception:
            self.env.cr.rollback()
            _logger.exception("YooKassa: %s could not be worked through", one.get("id"))

    def _yookassa_meet_paid(self, payment):
        """Meet a payment if money has moved."""
        paid = payment.get("status") in ("succeeded", "waiting_for_capture")
        if paid and is_id(payment.get("id")):
            self._yookassa_meet_payment(payment)

    def _yookassa_meet_payment(self, payment):
        """Bring a paid payment to its transaction, or put it before a person."""
        tx = self._yookassa_find_payment(payment)
        if not tx:
            self._yookassa_note_stray(payment)
        elif tx.state not in ("done", "authorized") or (
            tx.state == "authorized" and payment["status"] == "succeeded"
        ):
            tx._yookassa_process_locked(payment)

    def _yookassa_find_payment(self, payment):
        """The transaction of a payment: by its id, or by the reference that we gave it."""
        transactions_sudo = self.env["payment.transaction"].sudo()
        domain = [("provider_id", "=", self.id), ("source_transaction_id", "=", False)]
        if tx := transactions_sudo.search([*domain, ("yookassa_object_id", "=", payment["id"])]):
            return tx
        if not transactions_sudo._yookassa_is_ours(payment):
            return transactions_sudo
        reference = transactions_sudo._extract_reference("yookassa", payment)
        return transactions_sudo.search(
            [*domain, ("reference", "=", reference or ""), ("yookassa_object_id", "=", False)]
        )

    def _yookassa_note_stray(self, payment):
        strays = self.env["payment.yookassa.stray"].sudo()
        if strays.search_count([("provider_id", "=", self.id), ("payment_id", "=", payment["id"])]):
            return
        value, currency = amount_of(payment)
        stray = strays.create(
            {
                "provider_id": self.id,
                "payment_id": payment["id"],
                "amount": float(value or 0),
                "currency_id": self.env["res.currency"]
                .with_context(active_test=False)
                .search([("name", "=", currency or "")])
                .id,
                "description": payment.get("description") or False,
                "status": payment["status"],
                "paid_at": time_of(payment, "created_at"),
            }
        )
        stray.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("YooKassa: a payment that Odoo does not know"),
            note=self.env._(
                "Find out what payment %s was for in YooKassa's merchant profile, book or refund"
                " it, then press Settled.",
                payment["id"],
            ),
            user_id=self._yookassa_get_responsible().id,
        )

    def _yookassa_meet_refund(self, refund):
        """Bring a refund to the transaction of its payment, if that is ours.

        :return: the payment's transaction, empty when it is not known
        """
        tx = (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("provider_id", "=", self.id),
                    ("yookassa_object_id", "=", refund.get("payment_id") or ""),
                    ("source_transaction_id", "=", False),
                ]
            )
        )
        if tx:
            tx._yookassa_adopt_refund(refund)
        return tx
