from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    jewel_route_id = fields.Many2one(
        "jewel.route",
        "Default Route",
        help="Stages of a job whose bill of materials has no operations. "
        "Without one the route of the parent category is taken, then that of the company.",
    )

    is_bench_taken = fields.Boolean(
        "Taken at the Bench",
        help="Jewellers take items of this category for their work themselves, without the "
        "storekeeper. Metal never is.",
    )

    def _get_jewel_route(self):
        """Route of the category or of its nearest ancestor that has one."""
        category = self
        while category and not category.jewel_route_id:
            category = category.parent_id
        return category.jewel_route_id
