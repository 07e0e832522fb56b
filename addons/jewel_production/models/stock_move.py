from odoo import api, fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    jewel_undone_job_id = fields.Many2one(
        "mrp.production", "Hand-over of", readonly=True, copy=False, index="btree_not_null"
    )

    @api.constrains("product_id", "raw_material_production_id")
    def _check_no_ledger_metal(self):
        """What a bill of materials may not have, no job gets by hand.

        An older bill that has it stops nobody's order: it is refused when it is edited.
        """
        for move in self.filtered("raw_material_production_id"):
            if move.bom_line_id:
                continue
            made = move.raw_material_production_id.product_id
            move.product_id._jewel_check_component_of(made)
