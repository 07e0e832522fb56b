from odoo import fields, models

from odoo.addons.jewel_base import requisites


class ResCompany(models.Model):
    """Who signs the workshop's invoices, and to which account they ask to pay."""

    _inherit = "res.company"

    invoice_head_name = fields.Char(
        "Head, on Invoices", help="Surname and initials of who signs as the head."
    )
    invoice_accountant_name = fields.Char(
        "Chief Accountant, on Invoices", help="Empty: the head signs for the accountant too."
    )

    def _get_bank_invoice_account(self):
        """The account to pay to: the first of the company's own."""
        self.ensure_one()
        return self.partner_id.bank_ids[:1]

    def _get_bank_invoice_problems(self, account):
        """Sentences about what the seller's requisites lack for an invoice by bank transfer."""
        env = self.env
        partner, bank = self.partner_id, account.bank_id
        checks = [
            (self.name, env._("the name of the company")),
            (requisites.is_inn(self.vat), env._("INN of the company")),
            (
                requisites.is_kpp(self.kpp) or requisites.is_sole_trader(self.vat),
                env._("KPP of the company"),
            ),
            (partner.street and partner.city, env._("the address of the company")),
            (bank.name, env._("the name of the company's bank")),
            (requisites.is_bik(bank.bic), env._("BIK of the company's bank")),
            (
                requisites.is_corr_account(bank.corr_account, bank.bic),
                env._("the correspondent account of the company's bank"),
            ),
            (
                requisites.is_account(account.sanitized_acc_number, bank.bic),
                env._("the company's account at the bank"),
            ),
            (self.invoice_head_name, env._("the head who signs (form of the company)")),
        ]
        return [words for is_right, words in checks if not is_right]
