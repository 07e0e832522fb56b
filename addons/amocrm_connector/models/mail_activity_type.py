from odoo import fields, models


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    amocrm_task_type_id = fields.Integer(
        string="amoCRM Task Type",
        help="Activities of this type on deals from amoCRM become tasks there: 1 contact, "
        "2 meeting, others by the account's settings. 0: they stay here.",
    )
