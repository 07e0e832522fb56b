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
    jewel_director_id = fields.Many2one(
        "res.users",
        "Director",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("jewel_base.group_director").ids)
        ],
        help="Is told of jobs that are long overdue; without one the first user with the role is.",
    )
    jewel_route_id = fields.Many2one(
        "jewel.route",
        "Default Route",
        domain="[('company_id', 'in', [False, id])]",
        help="Route of a job whose model and category name none.",
    )
    deadline_reserve_hours = fields.Float(
        "Reserve before the Deadline, h",
        default=24,
        help="A job whose projected finish comes nearer to its deadline is at risk.",
    )

    def _get_production_head(self):
        """User who answers for the jobs of this company, may be empty."""
        self.ensure_one()
        if self.production_head_id.active:
            return self.production_head_id
        return self._get_first_user("jewel_base.group_production_head")

    def _get_jewel_director(self):
        """User who is told when a job is long overdue, may be empty."""
        self.ensure_one()
        if self.jewel_director_id.active:
            return self.jewel_director_id
        return self._get_first_user("jewel_base.group_director")

    def _get_first_user(self, group):
        return self.env["res.users"].search(
            [("all_group_ids", "in", self.env.ref(group).ids), ("company_ids", "in", self.ids)],
            order="id",
            limit=1,
        )
