import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)
BATCH = 100
UNBOOKED = timedelta(hours=1)


class JewelPayRequest(models.Model):
    """What time does to a request. Each one is committed before the next begins."""

    _inherit = "jewel.pay.request"

    @api.model
    def _cron_expire(self):
        """Requests whose time is over can be paid no more."""
        self._work_through(Domain("expires_at", "<", fields.Datetime.now()), "_expire")

    @api.model
    def _cron_remind(self):
        """Who has not paid in time is called by his manager and, by the setting, gets a letter."""
        self._work_through(Domain("remind_at", "<", fields.Datetime.now()), "_remind")

    @api.model
    def _cron_book(self):
        """Money that arrived and is not booked: core tries for four days and tells nobody."""
        cron = self.env["ir.cron"]
        since = fields.Datetime.now() - UNBOOKED
        domain = [
            ("pay_request_id", "!=", False),
            ("state", "=", "done"),
            ("operation", "!=", "validation"),
            ("payment_id", "=", False),
            ("last_state_change", "<", since),
        ]
        unbooked = self.env["payment.transaction"].sudo().search(domain, order="id")
        unbooked = unbooked._filter_arrived()
        cron._commit_progress(remaining=len(unbooked))
        for tx in unbooked:
            tx._book_or_tell()
            if not cron._commit_progress(1):
                break

    def _work_through(self, domain, method):
        """Call ``method`` on the sent requests of ``domain`` that nobody is paying, one by one.

        Between them the work is committed, as long as the scheduler gives time; what somebody else
        holds, or what fails, waits for the next run.
        """
        cron = self.env["ir.cron"]
        domain &= Domain("state", "=", "open") & Domain("is_being_paid", "=", False)
        requests = self.search(domain, order="id", limit=BATCH)
        cron._commit_progress(remaining=self.search_count(domain))
        for request in requests:
            request._work_safely(domain, method)
            if not cron._commit_progress(1):
                break

    def _work_safely(self, domain, method):
        """One request whose failure cannot stop the others."""
        try:
            with self.env.cr.savepoint():
                if self.try_lock_for_update().filtered_domain(domain):
                    getattr(self, method)()
        except Exception:
            _logger.exception("Pay request %s: %s failed", self.name, method)

    def _expire(self):
        self._set_state("expired")
        self._post_pay_request_expired()
