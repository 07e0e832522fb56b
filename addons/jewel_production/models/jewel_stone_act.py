from odoo import api, fields, models


class JewelStoneAct(models.Model):
    _inherit = "jewel.stone.act"

    production_id = fields.Many2one("mrp.production", "Job", index="btree_not_null", readonly=True)

    @api.model
    def _prepare_act_vals(self, entry, name, reason):
        return {
            **super()._prepare_act_vals(entry, name, reason),
            "production_id": entry.production_id.id,
        }
