from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpWorkcenter(models.Model):
    _name = "mrp.workcenter"
    _inherit = ["jewel.bench.access.mixin", "mrp.workcenter"]

    is_jewel_stage = fields.Boolean(
        "Stage", help="A stage of jewellery production, a column of the board."
    )
    is_optional = fields.Boolean("May Be Skipped", help="A job can be moved over this stage.")
    is_handover = fields.Boolean(
        "Hand-over", help="Jobs that have passed all their stages wait here for hand-over to stock."
    )
    route_line_ids = fields.One2many("jewel.route.line", "workcenter_id", "On Routes")
    fold = fields.Boolean("Folded on the Board")
    jeweller_ids = fields.Many2many(
        "res.users",
        "jewel_workcenter_user_rel",
        "workcenter_id",
        "user_id",
        "Jewellers",
        domain="[('share', '=', False)]",
        help="Who works at this stage and sees its waiting work; empty: all jewellers.",
    )

    _fold_name = "fold"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for stage in self.filtered("is_jewel_stage"):
            orders = stage.with_context(active_test=False).order_ids
            routes = stage.sudo().route_line_ids.route_id
            if used := [*orders.production_id[:5].mapped("name"), *routes.mapped("name")]:
                raise UserError(
                    self.env._(
                        "To delete stage “%(stage)s”, free it first from %(users)s, "
                        "or archive it instead.",
                        stage=stage.name,
                        users=", ".join(used),
                    )
                )

    def _check_no_open_work(self):
        """Refuse to close stages where work of some job is still to be done."""
        orders = self.env["mrp.workorder"].sudo()
        orders = orders.search(
            [("workcenter_id", "in", self.ids), ("state", "not in", ("done", "cancel"))]
        )
        for stage, waiting in orders.grouped("workcenter_id").items():
            raise UserError(
                self.env._(
                    "Stage “%(stage)s” still has work of the jobs %(jobs)s: finish it there, or"
                    " take it off these jobs first.",
                    stage=stage.name,
                    jobs=", ".join(waiting.production_id[:5].mapped("name")),
                )
            )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {
            "name",
            "code",
            "color",
            "sequence",
            "active",
            "is_jewel_stage",
        }

    def _is_stage_of(self, user):
        self.ensure_one()
        return not self.jeweller_ids or user in self.jeweller_ids
