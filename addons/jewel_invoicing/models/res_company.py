from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..colours import is_colour


class ResCompany(models.Model):
    """What a workshop settles once about its invoices and its page for clients."""

    _inherit = "res.company"

    pay_prepayment_percent = fields.Float("Usual Prepayment, %", default=50, digits=(5, 2))
    pay_valid_days = fields.Integer("Invoice Is Valid, Days", default=7)
    pay_remind_days = fields.Integer(
        "Call After, Days", default=2, help="A client who has not paid by then is called."
    )
    pay_reminder_mail = fields.Boolean(
        "Remind Clients by E-Mail",
        help="Together with the manager's call, the client gets a letter with his link.",
    )
    pay_to_production = fields.Boolean(
        "Prepayment Starts Production",
        default=True,
        help="A deal whose prepayment has arrived moves to «In Production» by itself.",
    )
    pay_colour = fields.Char("Colour of the Pay Page", default="#6b4f2a")
    pay_greeting = fields.Text(
        "Greeting", translate=True, help="Stands on top of the client's page."
    )
    pay_terms = fields.Text(
        "Terms", translate=True, help="Times, delivery, care: goes into every new invoice."
    )
    pay_thanks = fields.Text("Thanks", translate=True, help="Stands on the page after payment.")
    pay_contacts = fields.Text(
        "Contacts on the Page", translate=True, help="How a client reaches the workshop."
    )

    @api.constrains("pay_colour")
    def _check_pay_colour(self):
        for company in self:
            if company.pay_colour and not is_colour(company.pay_colour):
                raise ValidationError(
                    self.env._(
                        "The colour of the pay page of %(company)s must look like #6b4f2a.",
                        company=company.name,
                    )
                )

    @api.constrains("pay_prepayment_percent", "pay_valid_days", "pay_remind_days")
    def _check_pay_numbers(self):
        for company in self:
            days = company.pay_valid_days >= 1 and company.pay_remind_days >= 1
            if not (days and 0 < company.pay_prepayment_percent <= 100):
                raise ValidationError(
                    self.env._(
                        "Invoices of %(company)s: the prepayment is more than 0 and at most 100 %%,"
                        " and the numbers of days are 1 or more.",
                        company=company.name,
                    )
                )
