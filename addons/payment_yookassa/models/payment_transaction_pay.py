import logging
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import consteq, urls
from odoo.tools.misc import hmac

from .. import const, transactions
from ..exceptions import YookassaRejected, YookassaUnknown

_logger = logging.getLogger(__name__)
_RETURN_ROUTE = "/payment/yookassa/return"
_KEY_PROBLEMS = ("invalid_credentials", "forbidden")


class PaymentTransaction(models.Model):
    """Making a payment and sending the payer to YooKassa's page."""

    _inherit = "payment.transaction"

    def _get_specific_rendering_values(self, processing_values):
        """Override of `payment` to make the payment at YooKassa.

        Ends the database transaction before the call: what may have been sent outlives a crash.
        """
        if self.provider_code != "yookassa":
            return super()._get_specific_rendering_values(processing_values)
        if self.state in ("draft", "pending") and not self.yookassa_object_id:
            self._yookassa_pay()
        if self.state == "error":
            return {}
        address = urlsplit(self._yookassa_payer_page())
        return {
            "api_url": address._replace(query="").geturl(),
            "url_params": dict(parse_qsl(address.query, keep_blank_values=True)),
        }

    def _yookassa_payer_page(self):
        """Address of YooKassa's page while the payment waits for the payer, else our own.

        Ours says that the payment is being checked, and shows what comes of it.
        """
        waiting = self.state == "pending" and self.yookassa_confirmation_url
        return waiting or "/payment/status"

    def _yookassa_pay(self):
        """Make the payment; a refusal becomes an error, an unknown outcome is looked up later."""
        self.ensure_one()
        if refusal := self._yookassa_get_pay_refusal():
            self._set_error(refusal)
            return
        operation = self.yookassa_operation_ids.filtered(lambda op: op.state == "open")[:1]
        operation = operation or self._yookassa_open(
            "payment", "/payments", self._yookassa_payment_body()
        )
        self._yookassa_conclude(self._yookassa_send_payment, operation)

    def _yookassa_send_payment(self, operation):
        try:
            answer = operation._send()
        except YookassaRejected as error:
            self._yookassa_payment_rejected(error)
        except YookassaUnknown:
            self._set_pending(
                state_message=self.env._(
                    "YooKassa did not answer. We are checking whether the payment was begun."
                )
            )
        else:
            transactions.lock(self)
            self._yookassa_accept_payment(answer)

    def _yookassa_get_pay_refusal(self):
        """Why this payment cannot be made at all, in words for the payer, or None."""
        self.ensure_one()
        if self.currency_id not in self.provider_id._get_supported_currencies():
            return self.env._(
                "YooKassa takes only roubles here, transaction %(reference)s is in %(currency)s.",
                reference=self.reference,
                currency=self.currency_id.name,
            )
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            return self.env._(
                "Transaction %s has no amount to pay. Please ask the seller.", self.reference
            )
        if self.payment_method_code == const.B2B_METHOD and not self.provider_id.yookassa_b2b_vat:
            return self.env._(
                "Payment through SberBank Business is not set up: the seller must choose the VAT"
                " rate. Please choose another way to pay."
            )
        return self.payment_method_id._yookassa_get_refusal(self.amount, self.currency_id)

    def _yookassa_open(self, kind, path, body):
        """Write the call that is about to be made and commit it."""
        operations = self.env["payment.yookassa.operation"].sudo()
        operation = operations._open(self, kind, path, body)
        self._yookassa_schedule(const.PAUSES[0])
        transactions.commit(self.env)
        return operation

    def _yookassa_conclude(self, step, operation):
        """Take ``step`` with a committed ``operation`` and commit what came of it.

        No conflict with another process may get out: Odoo would run the whole request again, and
        that would send another call, with a key of its own. What cannot be written now is found
        by the look in a minute.
        """
        try:
            step(operation)
            transactions.commit(self.env)
        except OperationalError:
            self.env.cr.rollback()
            _logger.info("YooKassa: answer about %s is left to the next look", self.reference)

    def _yookassa_schedule(self, minutes):
        """Look again in ``minutes``."""
        self.write({"yookassa_next_check_at": fields.Datetime.now() + timedelta(minutes=minutes)})

    def _yookassa_payment_rejected(self, error):
        self.yookassa_next_check_at = False
        self._set_error(self._yookassa_rejected_words(error))
        if error.code in _KEY_PROBLEMS:
            self._yookassa_tell_staff(
                self.env._(
                    "YooKassa does not accept the key of %(provider)s (%(error)s). Nobody can pay"
                    " until the shop ID and the secret key are right.",
                    provider=self.provider_id.name,
                    error=str(error),
                )
            )

    def _yookassa_accept_payment(self, payment):
        """Keep the payment that was just made and the address of its page."""
        self._process("yookassa", payment)
        confirmation = payment.get("confirmation")
        address = confirmation.get("confirmation_url") if isinstance(confirmation, dict) else None
        if isinstance(address, str) and address.startswith(("https://", "http://")):
            self.yookassa_confirmation_url = address

    # === REQUEST === #

    def _yookassa_payment_body(self):
        """Body of the request that makes the payment."""
        self.ensure_one()
        self.yookassa_is_hold = self._yookassa_wants_hold()
        body = {
            "amount": self._yookassa_amount(),
            "capture": not self.yookassa_is_hold,
            "confirmation": {
                "type": "redirect",
                "return_url": self._yookassa_return_url(),
                "locale": "en_US" if (self.partner_lang or "").startswith("en") else "ru_RU",
            },
            "description": self.reference[: const.DESCRIPTION_LENGTH],
            "metadata": self._yookassa_metadata(),
        }
        if method_type := const.METHOD_TYPES.get(self.primary_payment_method_id.code):
            body["payment_method_data"] = {"type": method_type}
            if method_type == const.B2B_METHOD:
                body["payment_method_data"] |= self._yookassa_b2b_data()
        if receipt := self._yookassa_prepare_receipt("payment"):
            body["receipt"] = receipt
        return body

    def _yookassa_wants_hold(self):
        method = self.primary_payment_method_id
        return self.provider_id.capture_manually and method.support_manual_capture != "none"

    def _yookassa_metadata(self):
        return {"reference": self.reference, "database": self._yookassa_database()}

    @api.model
    def _yookassa_database(self):
        """What tells our payments from those of another system in the same shop."""
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _yookassa_b2b_data(self):
        """Purpose and VAT of a transfer by SberBank Business."""
        purpose = self.env._("Payment for order %s", self.reference)
        rate = self.provider_id.yookassa_b2b_vat
        if rate == "untaxed":
            return {"payment_purpose": purpose, "vat_data": {"type": "untaxed"}}
        tax = self.currency_id.round(self.amount * int(rate) / (100 + int(rate)))
        return {
            "payment_purpose": purpose,
            "vat_data": {"type": "calculated", "rate": rate, "amount": self._yookassa_amount(tax)},
        }

    # === THE WAY BACK === #

    def _yookassa_return_url(self):
        """Where YooKassa sends the payer; the signature keeps strangers from asking."""
        query = urlencode(
            {"ref": self.reference, "sign": self._yookassa_sign_reference(self.reference)}
        )
        return f"{urls.urljoin(self.provider_id.get_base_url(), _RETURN_ROUTE)}?{query}"

    @api.model
    def _yookassa_sign_reference(self, reference):
        return hmac(self.env(su=True), "payment_yookassa.return", reference)

    @api.model
    def _yookassa_find_signed(self, reference, sign):
        """The transaction of a return address, if its signature is right; superuser."""
        if not isinstance(reference, str) or not isinstance(sign, str):
            return self.browse()
        if not consteq(self._yookassa_sign_reference(reference), sign):
            return self.browse()
        return self.sudo().search(
            [("reference", "=", reference), ("provider_code", "=", "yookassa")]
        )
