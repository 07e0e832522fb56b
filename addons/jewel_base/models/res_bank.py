from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import requisites


class ResBank(models.Model):
    _inherit = "res.bank"

    corr_account = fields.Char(
        "Correspondent Account", help="Account of the bank at the Bank of Russia, 20 digits."
    )

    @api.constrains("bic", "corr_account", "country")
    def _check_russian_bank(self):
        for bank in self.filtered(lambda bank: bank.country.code == "RU"):
            if bank.bic and not requisites.is_bik(bank.bic):
                raise ValidationError(
                    self.env._(
                        "BIK %(number)s of the bank %(bank)s is wrong: it must have 9 digits"
                        " and begin with 04. Check the number.",
                        number=bank.bic,
                        bank=bank.name,
                    )
                )
            if bank.corr_account and not requisites.is_corr_account(bank.corr_account, bank.bic):
                raise ValidationError(
                    self.env._(
                        "The correspondent account %(number)s does not belong to the bank %(bank)s"
                        " with BIK %(bic)s: the control digit does not agree. Check both numbers.",
                        number=bank.corr_account,
                        bank=bank.name,
                        bic=bank.bic or "—",
                    )
                )
