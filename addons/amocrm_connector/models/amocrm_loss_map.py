from odoo import fields, models


class AmocrmLossMap(models.Model):
    """Why a deal was lost: a reason of amoCRM and the lost reason of ours that means it."""

    _name = "amocrm.loss.map"
    _description = "amoCRM Loss Reason"
    _inherit = ["amocrm.map.mixin"]
    _order = "sequence, id"

    amo_reason_id = fields.Char(string="amoCRM Number", required=True)
    name = fields.Char(string="amoCRM Loss Reason", required=True)
    sequence = fields.Integer()
    lost_reason_id = fields.Many2one(
        "crm.lost.reason", string="Odoo Lost Reason", index="btree_not_null", ondelete="set null"
    )

    _reason_uniq = models.Constraint(
        "UNIQUE(account_id, amo_reason_id)", "A loss reason of amoCRM has one row in an account."
    )
