import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import LIVE_TX

_logger = logging.getLogger(__name__)

LIFE = timedelta(hours=1)
# A press of «Pay» in another tab may be talking to the provider right now.
IN_FLIGHT = timedelta(minutes=2)


class PaymentTransaction(models.Model):
    """A transaction of a pay request: booked against the deal, followed to its end."""

    _inherit = "payment.transaction"

    pay_request_id = fields.Many2one(
        "jewel.pay.request",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )

    def _filter_arrived(self):
        """Transactions that have moved money; a source that was captured in parts is none."""
        return self.filtered(
            lambda tx: (
                tx.state == "done"
                and tx.operation != "validation"
                and not any(child.operation != "refund" for child in tx.child_transaction_ids)
            )
        )

    def _is_live(self):
        """Whether the client may still complete it: it is young, or its provider says so."""
        return (
            self.state in LIVE_TX
            and self.operation != "refund"
            and (self._is_followed() or fields.Datetime.now() - self.create_date < LIFE)
        )

    def _is_followed(self):
        """Hook: whether the provider tells the end of this one, so that its age says nothing."""
        return False

    def _is_untouched(self):
        """Whether the provider cannot have a payment for it: the client may choose again."""
        is_old = fields.Datetime.now() - self.create_date > IN_FLIGHT
        return self.state == "draft" and not self.provider_reference and is_old

    def _refresh_from_provider(self):
        """Hook: ask the provider how this transaction stands and apply the answer.

        Called with nothing locked: an override ends the database transaction before its call.
        """
        self.ensure_one()

    def _get_paid_at(self):
        """Hook: when the money moved, as far as it is known; else when we heard of it."""
        self.ensure_one()
        return self.last_state_change

    def _get_paid_day(self):
        """The company's day of `_get_paid_at`."""
        local = self.with_context(tz=self.company_id._get_jewel_tz())
        moment = self._get_paid_at() or fields.Datetime.now()
        return fields.Datetime.context_timestamp(local, moment).date()

    def _create_child_transaction(self, amount, is_refund=False, **custom_create_values):
        """Override of `payment`: a refund or a captured part belongs to the same request."""
        return super()._create_child_transaction(
            amount,
            is_refund=is_refund,
            **{"pay_request_id": self.pay_request_id.id, **custom_create_values},
        )

    def _set_done(self, **kwargs):
        """Override of `payment`: money of a request is booked at once, not in ten minutes."""
        done = super()._set_done(**kwargs)
        done.pay_request_id.deal_id._post_deal_money()
        if done and done.pay_request_id:
            self.env.ref("payment.cron_post_process_payment_tx").sudo()._trigger()
        return done

    def _post_process(self):
        """Override of `payment`: invoice first, so that `account_payment` reconciles with it."""
        paid = self.filtered(lambda tx: tx.pay_request_id)._filter_arrived()
        for tx in paid.filtered(lambda tx: tx.amount > 0 and not tx.payment_id):
            tx.pay_request_id._prepare_transaction_invoice(tx)
        refunds = paid.filtered(lambda tx: tx.operation == "refund" and not tx.is_post_processed)
        # `account_payment` books no payment that has a child which is done, be it a refund.
        refunded = self._filter_arrived().filtered("child_transaction_ids")
        for tx in refunded.filtered(lambda tx: tx.amount > 0 and not tx.payment_id):
            tx.with_company(tx.company_id)._create_payment()
        result = super()._post_process()
        for request in paid.pay_request_id:
            request._settle()
        for refund in refunds:
            refund.pay_request_id._ask_credit_note(refund)
        return result

    def _book_or_tell(self):
        """Try again what core's post-processing could not do, and say why it still cannot.

        Nothing that fails here keeps the money of others waiting.
        """
        try:
            with self.env.cr.savepoint():
                self._post_process()
        except OperationalError as error:  # somebody else is at it: next time, then
            _logger.info("Transaction %s is booked later: %s", self.reference, error)
        except UserError as error:
            _logger.warning("Transaction %s is not booked: %s", self.reference, error)
            self.pay_request_id._tell_accountant(str(error))
        except Exception as error:
            _logger.exception("Transaction %s is not booked", self.reference)
            self.pay_request_id._tell_accountant(repr(error))

    def _create_payment(self, **extra_create_values):
        """Override of `account_payment`: the payment knows its deal and its request."""
        request = self.pay_request_id
        deal = request.deal_id or self.sale_order_ids.opportunity_id[:1]
        values = {"pay_request_id": request.id, "deal_id": deal.id, "pay_way": "online"}
        if request:
            values["date"] = self._get_paid_day()
        return super()._create_payment(**{**values, **extra_create_values})
