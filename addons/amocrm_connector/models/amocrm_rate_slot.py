import time

from odoo import api, fields, models

from .. import transactions


class AmocrmRateSlot(models.Model):
    """When the next request of an account may be made; one row per account, shared by all processes
    and nodes.
    """

    _name = "amocrm.rate.slot"
    _description = "amoCRM Request Slot"
    _rec_name = "account_id"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    next_at = fields.Float(help="Unix time of the next free slot.", default=0.0)

    _account_uniq = models.Constraint("UNIQUE(account_id)", "An account has one slot row.")

    @api.model
    def _wait(self, account_id, per_second):
        """Take the next slot and sleep until it comes. The row is locked for the moment of taking
        only.
        """
        delay = self._reserve(account_id, 1.0 / per_second)
        if delay > 0:
            time.sleep(delay)

    @api.model
    def _reserve(self, account_id, step):
        """Seconds until the slot that is now ours."""
        with transactions.separate(self.env) as env:
            env.cr.execute(
                """
                UPDATE amocrm_rate_slot
                   SET next_at = GREATEST(next_at, extract(epoch FROM clock_timestamp())) + %s
                 WHERE account_id = %s
             RETURNING next_at - %s - extract(epoch FROM clock_timestamp())
                """,
                (step, account_id, step),
            )
            row = env.cr.fetchone()
        return row[0] if row else 0.0

    @api.model
    def _hold(self, account_id, seconds):
        """amoCRM said "too fast": nobody calls for ``seconds``."""
        with transactions.separate(self.env) as env:
            env.cr.execute(
                """
                UPDATE amocrm_rate_slot
                   SET next_at = GREATEST(next_at, extract(epoch FROM clock_timestamp()) + %s)
                 WHERE account_id = %s
                """,
                (seconds, account_id),
            )
