from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class JewelSetupSources(models.TransientModel):
    """The ways in which this workshop is paid, and the journal of transfers to its account."""

    _name = "jewel.setup.sources"
    _description = "Set-up: Sources of Payment"

    source_ids = fields.Many2many(
        "jewel.payment.source",
        "jewel_setup_sources_source_rel",
        "setup_id",
        "source_id",
        "Sources",
        context={"active_test": False},
        default=lambda self: self._get_sources(),
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Bank Journal",
        required=True,
        domain="[('type', '=', 'bank')]",
        default=lambda self: self._default_journal_id(),
        help="Transfers to the company's account are booked here.",
    )

    def _get_sources(self):
        """Sources of this company and those of all companies."""
        domain = Domain("company_id", "in", [False, self.env.company.id])
        return self.env["jewel.payment.source"].search(domain)

    def _default_journal_id(self):
        domain = Domain("type", "=", "bank") & Domain("company_id", "=", self.env.company.id)
        return self.env["account.journal"].search(domain, limit=1)

    def action_apply(self):
        """Keep the chosen sources, give those of transfers the journal, it the account."""
        self.ensure_one()
        known = self.with_context(active_test=False)._get_sources()
        transfers = self.source_ids.filtered(lambda source: source.pay_way == "transfer")
        if not transfers:
            raise UserError(
                self.env._(
                    "Keep at least one source whose way of payment is a bank transfer: companies"
                    " pay so, and the bank's statement is read into it."
                )
            )
        (known - self.source_ids).action_archive()
        self.source_ids.action_unarchive()
        transfers.journal_id = self.journal_id
        if not self.journal_id.bank_account_id:
            self.journal_id.bank_account_id = self.env.company.partner_id.bank_ids[:1]
        return {"type": "ir.actions.act_window_close"}
