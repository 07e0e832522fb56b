from odoo import models


class JewelPayRegister(models.TransientModel):
    _inherit = "jewel.pay.register"

    def action_register(self):
        """Override of `jewel_invoicing`: who registers a payment may enter its source.

        :raise UserError: the source names groups, and the user is in none of them
        """
        for wizard in self.filtered(lambda wizard: not wizard.payment_id):
            # The accountant registers payments of deals that he cannot open.
            wizard.sudo()._get_source()._check_may_enter()
        return super().action_register()

    def _get_source(self):
        """The source that the payment will get."""
        sources = self.env["jewel.payment.source"]._get_all()
        return sources._find(self.way, False, set(), self.journal_id, self.company_id)
