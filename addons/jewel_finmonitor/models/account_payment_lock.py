from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import LOCKED_FIELDS, LOCKED_STATES


class AccountPayment(models.Model):
    """A payment of a closed period stays as it was reconciled."""

    _inherit = "account.payment"

    reconciliation_line_ids = fields.One2many(
        "jewel.reconciliation.line",
        "payment_id",
        "Reconciliation",
        groups="account.group_account_invoice,sales_team.group_sale_manager",
    )
    is_reconciled_period = fields.Boolean(
        "In a Closed Period",
        compute="_compute_is_reconciled_period",
        search="_search_is_reconciled_period",
        compute_sudo=True,
    )

    @api.depends("reconciliation_line_ids.reconciliation_id.state")
    def _compute_is_reconciled_period(self):
        lines = self._get_closed_lines()
        for payment in self:
            payment.is_reconciled_period = payment in lines.payment_id

    def _search_is_reconciled_period(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("reconciliation_line_ids.reconciliation_id.state", "=", "closed")]

    def _get_closed_lines(self):
        return (
            self.env["jewel.reconciliation.line"]
            .sudo()
            .search([("payment_id", "in", self.ids), ("reconciliation_id.state", "=", "closed")])
        )

    def write(self, vals):
        if vals.keys() & LOCKED_FIELDS or vals.get("state") in LOCKED_STATES:
            self._check_period_open(vals)
        return super().write(vals)

    def unlink(self):
        self._check_period_open({"state": "draft"})
        return super().unlink()

    def _check_period_open(self, vals):
        """Refuse what would change a closed period.

        :raise UserError: a value of a reconciled payment would become another one
        """
        for line in self._get_closed_lines():
            payment = line.payment_id
            changed = {
                name
                for name in vals.keys() & (LOCKED_FIELDS | {"state"})
                if payment._would_change(name, vals[name])
            }
            if changed - {"state"} or (changed and vals["state"] in LOCKED_STATES):
                raise UserError(
                    self.env._(
                        "Payment %(payment)s is in the closed reconciliation «%(period)s» and stays"
                        " as it is. Register a refund or a correcting payment today: it will show"
                        " in the next period.",
                        payment=payment.name or payment.display_name,
                        period=line.reconciliation_id.display_name,
                    )
                )

    def _would_change(self, name, value):
        field = self._fields[name]
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)
