import json
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_finmonitor.models.jewel_reconciliation_import import WORDS
from odoo.addons.jewel_finmonitor.statement import Unreadable, check_rows
from odoo.addons.payment_yookassa import transactions
from odoo.addons.payment_yookassa.client import is_id
from odoo.addons.payment_yookassa.const import METHOD_TYPES
from odoo.addons.payment_yookassa.exceptions import YookassaError, YookassaRejected

from ..registry import month_query, payment_row, refund_row

_logger = logging.getLogger(__name__)
_PATIENCE = timedelta(days=1)


class JewelReconciliation(models.Model):
    """Asking YooKassa itself: the button leaves a request, a job calls and takes the answer."""

    _inherit = "jewel.reconciliation"

    is_yookassa = fields.Boolean(compute="_compute_is_yookassa", compute_sudo=True)
    yookassa_asked_at = fields.Datetime(
        "YooKassa Asked On", readonly=True, copy=False, index="btree_not_null"
    )
    yookassa_asked_by_id = fields.Many2one(
        "res.users", "YooKassa Asked by", readonly=True, copy=False
    )
    yookassa_answer = fields.Char("YooKassa's Answer", readonly=True, copy=False)

    @api.depends("source_id")
    def _compute_is_yookassa(self):
        for one in self:
            one.is_yookassa = one.source_id.provider_code == "yookassa"

    def action_ask_yookassa(self):
        """Button: have YooKassa's payments and refunds of the month taken in the background.

        :raise UserError: the period is closed, or the company has no YooKassa
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        if not self._get_yookassa_shops():
            raise UserError(
                self.env._(
                    "%s has no YooKassa that is switched on: have the administrator connect it, "
                    "or take the registry as a file.",
                    self.company_id.name,
                )
            )
        self.sudo().write(
            {
                "yookassa_asked_at": fields.Datetime.now(),
                "yookassa_asked_by_id": self.env.uid,
                "yookassa_answer": False,
            }
        )
        self.env.ref("jewel_finmonitor_yookassa.ir_cron_ask_yookassa")._trigger()
        return True

    def _get_yookassa_shops(self):
        return (
            self.env["payment.provider"]
            .sudo()
            .search(
                [
                    ("code", "=", "yookassa"),
                    ("state", "!=", "disabled"),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )

    # === THE JOB === #

    @api.model
    def _cron_ask_yookassa(self):
        """Ask for each reconciliation that waits; one that fails does not stop the others."""
        for record_id in self.search([("yookassa_asked_at", "!=", False)]).ids:
            one = self.browse(record_id)
            lang = one.yookassa_asked_by_id.lang or self.env.user.lang
            transactions.commit(self.env)  # the call is made outside any work
            try:
                one.with_context(lang=lang)._ask_yookassa()
            except OperationalError:  # somebody else is at it: the next run looks again
                self.env.cr.rollback()
                _logger.info("YooKassa: reconciliation %s is in other hands", record_id)
            transactions.commit(self.env)

    def _ask_yookassa(self):
        try:
            payments, refunds = self._fetch_yookassa()
        except YookassaRejected as error:
            shops = self._get_yookassa_shops().with_context(lang=self.env.lang)
            self._note_yookassa_answer(shops[:1]._yookassa_rejection_words(error))
        except YookassaError as error:
            self._note_yookassa_silence(error)
        else:
            self._take_yookassa(payments, refunds)

    def _fetch_yookassa(self):
        """Paid payments and refunds of the month, as YooKassa lists them."""
        last = self._get_last_day()
        lists = {
            "/payments": month_query("captured_at", self.month, last),
            "/refunds": month_query("created_at", self.month, last),
        }
        return [
            [
                item
                for shop in self._get_yookassa_shops()
                for item in shop._yookassa_pages(path, query)
                if is_id(item.get("id"))
            ]
            for path, query in lists.items()
        ]

    def _note_yookassa_silence(self, error):
        """No answer is no refusal: ask again, for a day."""
        if fields.Datetime.now() - self.yookassa_asked_at > _PATIENCE:
            self._note_yookassa_answer(
                self.env._("YooKassa has not answered for a day (%s). Ask again later.", error)
            )
        else:
            self.yookassa_answer = self.env._(
                "YooKassa did not answer (%s), it is asked again within ten minutes.", error
            )

    def _take_yookassa(self, payments, refunds):
        name = self.env._("YooKassa, %s", fields.Date.to_string(fields.Date.context_today(self)))
        ours = self._filter_yookassa(payments, refunds)
        if not any(ours):
            return self._note_yookassa_answer(
                self.env._("YooKassa has no payments of this source in this month.")
            )
        content = json.dumps([self.source_id.id, *ours], sort_keys=True).encode()
        try:
            rows = self._read_yookassa(*ours)
            with self.env.cr.savepoint():
                file, is_new = self._import_once(name, content, lambda: rows)
        except Unreadable as error:
            words = str(WORDS[error.code])
            return self._note_yookassa_answer(
                self.env._(
                    "YooKassa's list was not taken: %s. Nothing has been changed.",
                    words % error.details if error.details else words,
                )
            )
        except UserError as error:  # closed meanwhile
            return self._note_yookassa_answer(str(error))
        if not is_new:
            words = self.env._("YooKassa says the same as before: nothing has been changed.")
        else:
            words = self.env._(
                "%(new)s new lines of %(all)s were taken.", new=file.new_count, all=file.line_count
            )
        return self._note_yookassa_answer(words)

    def _read_yookassa(self, payments, refunds):
        rows = [payment_row(number, item) for number, item in enumerate(payments, 1)]
        start = len(rows) + 1
        return check_rows(
            rows + [refund_row(number, item) for number, item in enumerate(refunds, start)]
        )

    def _note_yookassa_answer(self, words):
        """The request is answered: keep the words, and tell who has asked."""
        self.write({"yookassa_answer": words, "yookassa_asked_at": False})
        self.yookassa_asked_by_id._bus_send(
            "simple_notification", {"title": self.display_name, "message": words}
        )

    # === WHOSE IS A LINE === #

    def _filter_yookassa(self, payments, refunds):
        """Those of this source: YooKassa has one list for all of its methods.

        A payment that we have booked is of the source that it was booked in, else its method
        tells; a refund is of the source of its payment.
        """
        ids = {item["id"] for item in payments} | {item.get("payment_id") for item in refunds}
        sources = self._get_booked_sources(ids)
        for item in payments:
            sources.setdefault(item["id"], self._find_yookassa_source(item))
        elsewhere = self.env["jewel.payment.source"]
        return (
            [item for item in payments if sources[item["id"]] == self.source_id],
            [
                item
                for item in refunds
                if sources.get(item.get("payment_id"), elsewhere) == self.source_id
            ],
        )

    def _get_booked_sources(self, ids):
        """{id of YooKassa's payment: source} of what we have booked."""
        booked = self.env["account.payment"].search(
            [
                ("payment_transaction_id.provider_reference", "in", list(ids)),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return {
            payment.payment_transaction_id.provider_reference: payment.source_id
            for payment in booked
        }

    def _find_yookassa_source(self, item):
        kind = (item.get("payment_method") or {}).get("type")
        codes = {code for code, name in METHOD_TYPES.items() if name == kind}
        return (
            self.env["jewel.payment.source"]
            ._get_all()
            ._find(
                "online",
                "yookassa",
                codes,
                self._get_yookassa_shops()[:1].journal_id,
                self.company_id,
            )
        )
