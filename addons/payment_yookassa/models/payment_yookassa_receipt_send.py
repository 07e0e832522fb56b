import json
import logging
import uuid
from datetime import timedelta
from decimal import Decimal

from psycopg2 import OperationalError

from odoo import api, fields, models

from .. import const, receipt, transactions
from ..client import is_id
from ..exceptions import YookassaRejected, YookassaUnknown
from ..receipt import ReceiptError
from ..verification import time_of

_logger = logging.getLogger(__name__)
_BATCH = 100
_DECIMALS = ("quantity", "amount", "tax_rate")


class PaymentYookassaReceipt(models.Model):
    """The way of a receipt: sent once, followed to the register, told when it fails."""

    _inherit = "payment.yookassa.receipt"

    @api.model
    def _cron_follow(self):
        """Work on every receipt whose time has come; each is committed by itself."""
        domain = [("next_check_at", "<=", fields.Datetime.now())]
        due = self.search(domain, limit=_BATCH, order="next_check_at, id")
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        for row in due:
            row.provider_id._yookassa_speak(row)._step_safely(domain)
            if not progress(1):
                break

    def _step_safely(self, domain):
        """One step that cannot spoil the next receipt's."""
        try:
            if self.try_lock_for_update().filtered_domain(domain):
                self._step()
                self.env.flush_all()  # so that a lost race is met here
        except OperationalError:
            self.env.cr.rollback()  # somebody was faster; the next look finds what is left
        except Exception:
            self.env.cr.rollback()
            _logger.exception("YooKassa: receipt %s could not be followed", self.id)

    def _step(self):
        """Plan the next look, commit it, and do what this receipt needs now."""
        self.ensure_one()
        self._plan()
        transactions.commit(self.env)
        try:
            if self.state == "draft":
                self._begin()
            elif self.state in ("sent", "pending"):
                self._look()
        except YookassaUnknown as error:
            self.error = str(error)
        except YookassaRejected as error:
            # Not by the receipt's fault: a wrong key, or the shop was changed.
            self.error = str(error)
            _logger.warning("YooKassa: asked about receipt %s: %s", self.id, error)
        if self.state in ("draft", "sent", "pending") and self._is_over_time():
            self._give_up()

    # === TIME === #

    def _plan(self, minutes=None):
        """Look again in ``minutes``, or after a pause that grows."""
        for row in self:
            pauses = const.RECEIPT_PAUSES
            pause = pauses[min(row.checks, len(pauses) - 1)] if minutes is None else minutes
            row.write(
                {
                    "next_check_at": fields.Datetime.now() + timedelta(minutes=pause),
                    "checks": row.checks + (minutes is None),
                }
            )
        if minutes == 0:
            self.env.ref("payment_yookassa.ir_cron_receipts").sudo()._trigger()

    def _is_over_time(self):
        age = fields.Datetime.now() - (self.opened_at or self.create_date)
        return age > timedelta(hours=const.RECEIPT_HOURS)

    def _give_up(self):
        """Three days: a person must ask."""
        self.next_check_at = False
        if self.state == "draft":
            self._fail(self.error or self.env._("It could not be sent in three days."))
        else:
            self._tell(
                self.env._(
                    "The register has not answered in three days. Ask YooKassa's support (or look"
                    " at your cash register) about payment %s, then press Check Again.",
                    self._get_payment_id(),
                )
            )

    # === SENDING === #

    def _begin(self):
        """Send a receipt of its own: a closing one, or the repetition of one that failed."""
        if words := self._get_waiting_words():
            self.error = words
            return
        if self.type == "settlement" and not self._is_still_true():
            return
        if self.retry_of_id and (found := self._find()):
            self._found(found)
            return
        try:
            body = self._prepare_body()
        except ReceiptError as error:
            self._fail(self.transaction_id._yookassa_receipt_words(error))
            return
        self._set_state(
            "sent",
            {
                "body": json.dumps(body, ensure_ascii=False),
                "key": str(uuid.uuid4()),
                "opened_at": fields.Datetime.now(),
                "error": False,
            },
        )
        transactions.commit(self.env)
        self._post()

    def _found(self, found):
        """The receipt that this row repeats has arrived after all."""
        self._set_state("sent", {"opened_at": fields.Datetime.now()})
        self._apply(found)

    def _post(self):
        """Make the call; no answer leaves the receipt as it is, to be looked up."""
        try:
            answer = self.provider_id._yookassa_call(
                "POST", "/receipts", json.loads(self.body), self.key
            )
        except YookassaRejected as error:
            self._fail(self.env._("YooKassa refused: %s", error))
            return
        self._apply(answer)

    def _get_waiting_words(self):
        """What a closing receipt waits for, or None."""
        for tx in self.settled_transaction_ids:
            paid = tx._yookassa_payment_receipt()
            if paid.state in ("sent", "pending"):
                return self.env._(
                    "Waits until the receipt of payment %s is registered.", tx.reference
                )
            if not paid:
                return self.env._(
                    "Waits for the receipt of payment %s, which has failed: open that one and press"
                    " Send Again, or Made by Hand when it was made at the register.",
                    tx.reference,
                )
        return None

    def _is_still_true(self):
        """Whether the payments still make what was queued; if not, this row ends here."""
        net = sum(tx._yookassa_net() for tx in self.settled_transaction_ids)
        closed = sum(
            Decimal(part["amount"]["value"])
            for part in self.settlements
            if part["type"] == "prepayment"
        )
        if net <= 0:
            self._set_state("void", {"error": False})
        elif net != closed:
            self._fail(
                self.env._(
                    "Queued for %(amount)s, but the client's payments now make %(net)s: money was"
                    " given back meanwhile. Press Send Again: it will be made for what is left.",
                    amount=self.currency_id.format(float(closed)),
                    net=self.currency_id.format(float(net)),
                )
            )
        return net == closed

    def _prepare_body(self):
        """The body of ``POST /receipts``.

        :raise ReceiptError: it cannot be made
        """
        tx = self.transaction_id
        total = tx._yookassa_decimal(self.amount)
        lines = [_from_json(line) for line in self.lines] if self.lines else None
        body = tx._yookassa_receipt_body(self.mode, self.date, lines, total)
        settlements = self.settlements or [
            {"type": "cashless", "amount": receipt.money(total)},
        ]
        paid = [(part["type"], Decimal(part["amount"]["value"])) for part in settlements]
        body["settlements"] = receipt.settlements(paid, body["items"])
        is_refund = self.type == "refund"
        return body | {
            "type": "refund" if is_refund else "payment",
            "refund_id" if is_refund else "payment_id": self._get_owner_id(),
            "send": True,
        }

    def _get_payment_id(self):
        return self.transaction_id._yookassa_root().yookassa_object_id

    def _get_owner_id(self):
        """Id at YooKassa of the refund or the payment that the receipt belongs to."""
        if self.type == "refund":
            return self.transaction_id.yookassa_object_id
        return self._get_payment_id()

    # === LOOKING === #

    def _registering(self, is_refused=False):
        """The payment or refund is done, so its receipt is at the register."""
        if is_refused:
            self.provider_id._yookassa_speak(self)._refused()
        else:
            self._set_state("pending")
            self._plan(minutes=0)

    def _look(self):
        """Read the receipt; one that never arrived is sent again while its key protects."""
        if self.receipt_id:
            found = self.provider_id._yookassa_call("GET", f"/receipts/{self.receipt_id}")
        else:
            found = self._find()
        if found:
            self._apply(found)
        elif not self._is_sent_with_request():
            self._repeat()

    def _repeat(self):
        if self.opened_at > fields.Datetime.now() - timedelta(hours=const.KEY_HOURS):
            self._post()
        else:
            self._fail(
                self.env._(
                    "YooKassa does not know this receipt: it has not arrived. Press Send Again."
                )
            )

    def _find(self):
        """The receipt among those of its payment or refund at YooKassa, or None."""
        owner = "refund_id" if self.type == "refund" else "payment_id"
        query = {owner: self._get_owner_id(), "limit": 100}
        found = [
            one
            for one in self.provider_id._yookassa_pages("/receipts", query)
            # The one that this row repeats was refused; its id may not be known here.
            if not self._get_mismatch(one)
            and not (self.retry_of_id and one.get("status") == "canceled")
        ]
        ids = [one["id"] for one in found]
        known = set(self.search([("receipt_id", "in", ids)]).mapped("receipt_id"))
        return next((one for one in found if one["id"] not in known), None)

    def _get_mismatch(self, found):
        """What in YooKassa's receipt is not this one's: text, or None."""
        kind = "refund" if self.type == "refund" else "payment"
        owner = "refund_id" if self.type == "refund" else "payment_id"
        if not is_id(found.get("id")) or found.get("type") != kind:
            return f"type {found.get('type')}"
        if found.get(owner) not in (None, self._get_owner_id()):
            return f"{owner} {found.get(owner)}"
        items = found.get("items")
        if not isinstance(items, list) or not items:
            return None
        try:
            total = receipt.items_total(items)
            modes = {item.get("payment_mode") for item in items} - {None}
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
            return "items"
        if total != self.transaction_id._yookassa_decimal(self.amount):
            return f"sum {total}"
        return f"mode {modes}" if modes and self.mode not in modes else None

    # === ANSWERS === #

    def _apply(self, found):
        """Follow what YooKassa says of the receipt."""
        if mismatch := self._get_mismatch(found):
            self._fail(
                self.env._(
                    "YooKassa answers with another receipt (%s). Compare in its merchant profile.",
                    mismatch,
                )
            )
            return
        values = {"receipt_id": found["id"], "error": False}
        if found.get("status") == "succeeded":
            self._set_state("succeeded", values | _registration(found))
            (self | self.retry_of_id).activity_unlink(["mail.mail_activity_data_warning"])
        elif found.get("status") == "canceled":
            self.write(values)
            self._refused()
        else:
            self.write(values)
            self._set_state("pending")

    def _refused(self):
        words = self.env._(
            "The register has refused the receipt of %(sum)s. The payment stands. Ask YooKassa's"
            " support (or look at your cash register) why, then press Send Again; or make the"
            " receipt at the register by hand and press Made by Hand.",
            sum=self.currency_id.format(self.amount),
        )
        self._set_state("canceled", {"error": words})
        self._tell(words)

    def _fail(self, words):
        self._set_state("failed", {"error": words})
        self._tell(words)

    def _tell(self, words):
        """Put ``words`` before the person that the provider names."""
        self.message_post(body=words, author_id=self.env.ref("base.partner_root").id)
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Fiscal receipt: %s", self.transaction_id.reference),
            note=words,
            user_id=self.provider_id._yookassa_get_responsible().id,
        )


def _from_json(line):
    return {
        key: Decimal(value) if key in _DECIMALS and value is not None else value
        for key, value in line.items()
    }


def _registration(found):
    names = (
        "fiscal_document_number",
        "fiscal_storage_number",
        "fiscal_attribute",
        "fiscal_provider_id",
    )
    values = {name: str(found[name]) for name in names if found.get(name)}
    return values | {"registered_at": time_of(found, "registered_at")}
