import json
import logging

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing

from .. import const
from ..client import is_id
from ..exceptions import YookassaError, YookassaRejected

_logger = logging.getLogger(__name__)
_BODY_LIMIT = 64 * 1024
_NOT_THERE = (400, 404, 410)


class YookassaController(http.Controller):
    @http.route(
        "/payment/yookassa/return",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def yookassa_return(self, ref=None, sign=None, **_other):
        """The payer comes back; that proves nothing, so YooKassa is asked."""
        tx = request.env["payment.transaction"]._yookassa_find_signed(ref, sign)
        if not tx:
            raise NotFound()
        if tx.yookassa_object_id:
            try:
                payment = tx.provider_id._yookassa_call("GET", f"/payments/{tx.yookassa_object_id}")
            except YookassaError as error:
                _logger.info("YooKassa: payer of %s is back, no answer: %s", tx.id, error)
            else:
                tx._yookassa_process_locked(payment)
        return request.redirect(self._where_next(tx))

    @staticmethod
    def _where_next(tx):
        """The status page in the browser that paid; in another one, the document's page."""
        route = tx.landing_route or ""
        is_local = route.startswith("/") and not route.startswith(("//", "/\\"))
        monitored = request.session.get(PaymentPostProcessing.MONITORED_TX_ID_KEY)
        return route if is_local and monitored != tx.id else "/payment/status"

    @http.route(
        "/payment/yookassa/webhook",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def yookassa_webhook(self, **_form):
        """A notification names an object, no more: what is true of it, YooKassa is asked.

        Answers: 200 settled or not ours, 400 not a notification, 413 too long, 503 send again.
        """
        status = self._handle(request.httprequest)
        return request.make_response("", status=status)

    def _handle(self, httprequest):
        if (httprequest.content_length or 0) > _BODY_LIMIT:
            return 413
        kind, found = _read(httprequest.get_data())
        if kind is None:
            return 400
        if not kind:
            return 200
        if kind == "refund":
            return self._handle_refund(found)
        return self._handle_payment(found)

    def _handle_payment(self, found):
        transactions = request.env["payment.transaction"].sudo()
        tx = transactions.search_fetch(
            [("provider_code", "=", "yookassa"), ("yookassa_object_id", "=", found["id"])],
            ["provider_id", "yookassa_object_id"],
            limit=1,
        )
        if not tx:
            if not transactions._yookassa_is_ours(found):
                return 200
            reference = str(transactions._extract_reference("yookassa", found))
            if not reference.isprintable():
                return 400  # a NUL or half a character, which PostgreSQL does not take
            tx = transactions.search(
                [
                    ("provider_code", "=", "yookassa"),
                    ("reference", "=", reference),
                    ("source_transaction_id", "=", False),
                ]
            )
            if not tx:
                return 503  # the request that makes it may not be committed yet
        payment, status = self._ask(tx.provider_id, f"/payments/{found['id']}")
        if payment:
            if tx.yookassa_object_id in (False, payment.get("id")):
                tx._yookassa_process_locked(payment)
            else:  # a second payment of this reference: a person must see it
                tx.provider_id._yookassa_meet_paid(payment)
            tx.provider_id._yookassa_note_notification()
        return status

    def _handle_refund(self, found):
        if not is_id(found.get("payment_id")):
            return 400
        tx = (
            request.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("provider_code", "=", "yookassa"),
                    ("yookassa_object_id", "=", found["payment_id"]),
                ],
                limit=1,
            )
        )
        if not tx:
            return 200
        refund, status = self._ask(tx.provider_id, f"/refunds/{found['id']}")
        if refund:
            try:
                tx._yookassa_adopt_refund(refund)
            except YookassaError as error:
                _logger.info("YooKassa: payment of refund %s: %s", found["id"], error)
                return 503
            tx.provider_id._yookassa_note_notification()
        return status

    @staticmethod
    def _ask(provider, path):
        """The object as YooKassa has it and the status to answer with."""
        try:
            return provider._yookassa_call("GET", path), 200
        except YookassaRejected as error:
            _logger.warning("YooKassa: notification of %s: %s", path, error)
            return None, 200 if error.status in _NOT_THERE else 503
        except YookassaError as error:
            _logger.info("YooKassa: notification of %s: %s", path, error)
            return None, 503


def _read(body):
    """What a notification is about.

    :return: (None, None) not a notification; ("", None) of no interest; ("payment" or "refund",
        the object, whose ``id`` has the right shape and of which nothing else is to be believed)
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(data, dict) or data.get("type") != "notification":
        return None, None
    event, found = data.get("event"), data.get("object")
    if not isinstance(event, str) or not isinstance(found, dict):
        return None, None
    if not event.startswith(const.EVENT_FAMILIES):
        return "", None
    if not is_id(found.get("id")):
        return None, None
    return event.split(".")[0], found
