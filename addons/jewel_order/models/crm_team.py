from odoo import fields, models

_MONEY_GROUPS = "sales_team.group_sale_salesman,account.group_account_readonly"


class CrmTeam(models.Model):
    """What a team has invoiced is not for every employee, as core would have it."""

    _inherit = "crm.team"

    invoiced = fields.Float(groups=_MONEY_GROUPS)
    invoiced_target = fields.Float(groups=_MONEY_GROUPS)
