from odoo import api, fields, models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    is_weighed = fields.Boolean(
        "Weighed", help="The jeweller is asked for the weight of the piece at start and finish."
    )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"is_weighed"}
