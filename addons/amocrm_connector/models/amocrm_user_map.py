from odoo import fields, models


class AmocrmUserMap(models.Model):
    """An amoCRM user and the person in Odoo."""

    _name = "amocrm.user.map"
    _description = "amoCRM User"
    _inherit = ["amocrm.map.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    amo_user_id = fields.Char(string="amoCRM Number", required=True)
    email = fields.Char()
    user_id = fields.Many2one(
        "res.users", string="Odoo User", domain="[('share', '=', False)]", ondelete="set null"
    )

    _user_uniq = models.Constraint(
        "UNIQUE(account_id, amo_user_id)", "An amoCRM user has one row in an account."
    )
