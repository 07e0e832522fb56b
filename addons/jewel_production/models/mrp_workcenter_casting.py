from odoo import api, fields, models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    is_casting = fields.Boolean(
        "Casting", help="Work of this stage is done for a whole casting tree at once."
    )
    tree_stage_id = fields.Many2one(
        "mrp.workcenter",
        "Trees Are Assembled at",
        index="btree_not_null",
        domain="[('is_jewel_stage', '=', True), ('id', '!=', id)]",
        help="Stage before casting; it is finished for all jobs of a tree when the tree is poured.",
    )
    recast_stage_id = fields.Many2one(
        "mrp.workcenter",
        "Bad Castings Go Back to",
        index="btree_not_null",
        domain="[('is_jewel_stage', '=', True), ('id', '!=', id)]",
        help="Stage where a new wax is made for a piece that came out bad.",
    )

    cast_by_ids = fields.One2many("mrp.workcenter", "tree_stage_id", "Assembled for")

    @api.model
    def _get_casting_stages(self):
        """(stages of casting, stages where their trees are assembled)"""
        casting = self.sudo().search([("is_casting", "=", True)])
        return casting.with_env(self.env), casting.tree_stage_id.with_env(self.env)
