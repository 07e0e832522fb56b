from odoo import models


class JewelSetupStep(models.Model):
    """How clients pay: each payment finds its source, and a bank statement its journal."""

    _inherit = "jewel.setup.step"

    def _get_missing_sources(self, company):
        sources = self.env["jewel.payment.source"]._get_all()
        if sources.journal_id.filtered(lambda journal: journal.company_id == company):
            return []
        return [self.env._("Journal of the bank account to which clients transfer money.")]

    def _open_sources(self):
        return self._open_wizard("jewel.setup.sources")
