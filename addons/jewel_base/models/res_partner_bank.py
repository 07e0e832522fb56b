from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import requisites


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    bank_corr_account = fields.Char(related="bank_id.corr_account")

    @api.constrains("acc_number", "bank_id")
    def _check_russian_account(self):
        for account in self.filtered(lambda account: requisites.is_bik(account.bank_id.bic)):
            if not requisites.is_account(account.sanitized_acc_number, account.bank_id.bic):
                raise ValidationError(
                    self.env._(
                        "The account %(number)s of %(partner)s cannot be kept at the bank %(bank)s:"
                        " it must have 20 digits, and the control digit must agree with BIK"
                        " %(bic)s. Check both numbers.",
                        number=account.acc_number,
                        partner=account.partner_id.display_name,
                        bank=account.bank_id.name,
                        bic=account.bank_id.bic,
                    )
                )
