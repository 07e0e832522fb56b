from odoo import api, fields, models

from .. import masking, transactions


class AmocrmCall(models.Model):
    """What was asked of amoCRM and what it answered, without secrets and personal data."""

    _name = "amocrm.call"
    _description = "amoCRM Call"
    _order = "id desc"
    _rec_name = "path"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    create_date = fields.Datetime(index=True)
    method = fields.Char(required=True)
    path = fields.Char(required=True)
    status = fields.Integer(help="HTTP status; 0 when there was no answer.")
    milliseconds = fields.Integer(string="Time, ms", aggregator="avg")
    request_body = fields.Text()
    answer_body = fields.Text(string="Answer")
    error = fields.Char()
    request_number = fields.Char(help="X-Request-Id of the answer; amoCRM's support asks for it.")
    is_error = fields.Boolean(compute="_compute_is_error", store=True)

    @api.depends("status", "error")
    def _compute_is_error(self):
        for call in self:
            call.is_error = bool(call.error) or not 200 <= call.status < 300

    @api.model
    def _record(
        self, account_id, method, path, status, milliseconds, request_body, answer, error, number
    ):
        """Write the row in its own transaction: a call happened even when what follows fails."""
        with transactions.separate(self.env) as env:
            env[self._name].sudo().create(
                {
                    "account_id": account_id,
                    "method": method,
                    "path": masking.mask_text(path),
                    "status": status,
                    "milliseconds": milliseconds,
                    "request_body": masking.mask_body(request_body),
                    "answer_body": masking.mask_body(answer),
                    "error": error,
                    "request_number": number,
                }
            )

    @api.autovacuum
    def _gc_calls(self):
        return self.env["amocrm.account"]._vacuum(self._name)
