from odoo import fields, models


class JewelMetalBalanceDate(models.TransientModel):
    """The moment of which the balance is asked."""

    _name = "jewel.metal.balance.date"
    _description = "Balance of Metal at a Moment"

    date = fields.Datetime("At", required=True, default=fields.Datetime.now)

    def action_open(self):
        """Balances of all holders at that moment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_metal_balance_action"
        )
        moment = fields.Datetime.context_timestamp(self, self.date).strftime("%d.%m.%Y %H:%M")
        return {
            **action,
            "name": self.env._("Balance of Metal at %s", moment),
            "context": {
                "metal_date": fields.Datetime.to_string(self.date),
                "search_default_real": 1,
                "search_default_group_holder": 1,
            },
        }
