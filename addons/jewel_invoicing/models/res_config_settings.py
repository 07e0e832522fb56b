from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pay_prepayment_percent = fields.Float(
        related="company_id.pay_prepayment_percent", readonly=False
    )
    pay_valid_days = fields.Integer(related="company_id.pay_valid_days", readonly=False)
    pay_remind_days = fields.Integer(related="company_id.pay_remind_days", readonly=False)
    pay_reminder_mail = fields.Boolean(related="company_id.pay_reminder_mail", readonly=False)
    pay_to_production = fields.Boolean(related="company_id.pay_to_production", readonly=False)
    pay_colour = fields.Char(related="company_id.pay_colour", readonly=False)
    pay_greeting = fields.Text(related="company_id.pay_greeting", readonly=False)
    pay_terms = fields.Text(related="company_id.pay_terms", readonly=False)
    pay_thanks = fields.Text(related="company_id.pay_thanks", readonly=False)
    pay_contacts = fields.Text(related="company_id.pay_contacts", readonly=False)
    receipt_cash_limit = fields.Monetary(related="company_id.receipt_cash_limit", readonly=False)
    receipt_card_limit = fields.Monetary(related="company_id.receipt_card_limit", readonly=False)
    monitoring_limit = fields.Monetary(related="company_id.monitoring_limit", readonly=False)
    receipt_warranty_months = fields.Integer(
        related="company_id.receipt_warranty_months", readonly=False
    )
    receipt_return_terms = fields.Text(related="company_id.receipt_return_terms", readonly=False)
    receipt_care_terms = fields.Text(related="company_id.receipt_care_terms", readonly=False)
