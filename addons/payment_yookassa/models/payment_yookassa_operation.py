import hashlib
import json
from datetime import timedelta

from odoo import fields, models

from .. import const
from ..exceptions import YookassaRejected, YookassaUnknown


class PaymentYookassaOperation(models.Model):
    """A call that changes something at YooKassa: written and committed before it is made.

    Whoever finds a row that is still open knows what may have been sent, with which key and
    body, and since when: it can be looked up, and repeated without doing it twice.
    """

    _name = "payment.yookassa.operation"
    _description = "Call to YooKassa"
    _order = "id desc"
    _rec_name = "key"

    transaction_id = fields.Many2one(
        "payment.transaction", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="transaction_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("payment", "Make a payment"),
            ("refund", "Refund"),
            ("capture", "Charge a hold"),
            ("cancel", "Release a hold"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char("Idempotence Key", required=True, readonly=True)
    path = fields.Char(required=True, readonly=True)
    body = fields.Text(readonly=True, help="What is sent. Emptied when the outcome is known.")
    state = fields.Selection(
        [
            ("open", "Outcome not known"),
            ("done", "Done"),
            ("rejected", "Rejected"),
            ("void", "Never arrived"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    opened_at = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    attempts = fields.Integer(readonly=True)
    error = fields.Char("Last Error", readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "This call to YooKassa is already recorded.")

    def _open(self, transaction, kind, path, body):
        """The row of this very call: new, or the one that an earlier try has left.

        The key follows from the database, the reference and the body: the same call gets the
        same key, another amount another one.
        """
        text = json.dumps(body, ensure_ascii=False)
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        parts = (database, transaction.reference, kind, path, text)
        key = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
        return self.search([("key", "=", key)]) or self.create(
            {
                "transaction_id": transaction.id,
                "kind": kind,
                "path": path,
                "body": text,
                "key": key,
            }
        )

    def _send(self):
        """Make the call; what came of it is written on the row, not committed.

        :return: answer of YooKassa
        :raise YookassaRejected: the row is closed
        :raise YookassaUnknown: the row stays open
        """
        self.ensure_one()
        try:
            answer = self.transaction_id.provider_id._yookassa_call(
                "POST", self.path, json.loads(self.body), self.key
            )
        except YookassaRejected as error:
            self._close("rejected", str(error))
            raise
        except YookassaUnknown as error:
            self.write({"attempts": self.attempts + 1, "error": str(error)})
            raise
        self._close("done")
        return answer

    def _close(self, state, error=False):
        """The outcome is known; of the body, which may hold personal data, no need is left."""
        for operation in self:
            operation.write(
                {
                    "state": state,
                    "error": error,
                    "body": False,
                    "attempts": operation.attempts + 1,
                }
            )

    def _may_repeat(self):
        """Whether the key still protects against doing it twice."""
        self.ensure_one()
        hours = const.PAY_HOURS if self.kind == "payment" else const.KEY_HOURS
        return self.opened_at > fields.Datetime.now() - timedelta(hours=hours)
