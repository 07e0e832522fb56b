from odoo import models

from .. import requisites


class JewelSetupStep(models.Model):
    """Who the workshop is: what its invoices and receipts are printed from."""

    _inherit = "jewel.setup.step"

    def _get_missing_company(self, company):
        account = company.partner_id.bank_ids[:1]
        checks = [
            (requisites.is_inn(company.vat), self.env._("INN of the company.")),
            (
                requisites.is_kpp(company.kpp) or requisites.is_sole_trader(company.vat),
                self.env._("KPP of the company."),
            ),
            (requisites.is_ogrn(company.company_registry), self.env._("OGRN of the company.")),
            (company.street and company.city, self.env._("Address: street and city.")),
            (
                requisites.is_account(account.sanitized_acc_number, account.bank_id.bic),
                self.env._("Account at a bank with its BIK."),
            ),
        ]
        return [words for is_there, words in checks if not is_there]

    def _open_company(self):
        return self._open_wizard("jewel.setup.company")
