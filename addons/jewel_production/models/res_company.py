from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    production_head_id = fields.Many2one(
        "res.users",
        "Head of Production",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("jewel_base.group_production_head").ids)
        ],
        help="Responsible for new jobs; without one the first user with the role is taken.",
    )
    jewel_route_id = fields.Many2one(
        "jewel.route",
        "Default Route",
        domain="[('company_id', 'in', [False, id])]",
        help="Route of a job whose model and category name none.",
    )

    def _get_production_head(self):
        """User who answers for the jobs of this company, may be empty."""
        self.ensure_one()
        if self.production_head_id.active:
            return self.production_head_id
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref("jewel_base.group_production_head").ids),
                ("company_ids", "in", self.ids),
            ],
            order="id",
            limit=1,
        )
