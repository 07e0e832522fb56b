from odoo import fields, models


class JewelLossAct(models.Model):
    _inherit = "jewel.loss.act"

    workorder_id = fields.Many2one("mrp.workorder", "Stage", index="btree_not_null", readonly=True)
    production_id = fields.Many2one("mrp.production", "Job", index="btree_not_null", readonly=True)
    casting_tree_id = fields.Many2one("jewel.casting.tree", index="btree_not_null", readonly=True)
