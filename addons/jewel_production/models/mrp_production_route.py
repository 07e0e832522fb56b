from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

_STATE_SIGNS = {"done": "✓", "progress": "●", "ready": "○", "blocked": "·", "cancel": "–"}


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    jewel_route_id = fields.Many2one(
        "jewel.route", string="Route", copy=False, index="btree_not_null"
    )
    stage_id = fields.Many2one(
        "mrp.workcenter",
        compute="_compute_stage",
        store=True,
        readonly=False,
        index=True,
        copy=False,
        tracking=True,
        group_expand="_group_expand_stage",
        help="Where the job stands. Moving a card on the board finishes or adds work orders.",
    )
    jeweller_id = fields.Many2one(
        "res.users",
        compute="_compute_stage",
        inverse="_inverse_jeweller_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        copy=False,
        domain="[('share', '=', False)]",
        help="Who has the current stage; choosing somebody gives it to him.",
    )
    date_stage = fields.Datetime("In Stage since", compute="_compute_stage", store=True, copy=False)
    days_in_stage = fields.Integer("Days in Stage", compute="_compute_days_in_stage")
    stage_summary = fields.Html("Stages", compute="_compute_stage_summary", compute_sudo=True)

    @api.depends(
        "state",
        "workorder_ids.state",
        "workorder_ids.sequence",
        "workorder_ids.workcenter_id",
        "workorder_ids.jeweller_id",
    )
    def _compute_stage(self):
        for job in self:
            current = job._jewel_open_orders()[:1]
            stage = current.workcenter_id or job._jewel_closing_stage()
            job.jeweller_id = current.jeweller_id
            if job.stage_id != stage or not job.date_stage:
                job.stage_id = stage
                job.date_stage = fields.Datetime.now()

    def _inverse_jeweller_id(self):
        for job in self:
            order = job._jewel_open_orders()[:1]
            if order.jeweller_id != job.jeweller_id:
                order.sudo().end_all()  # the clock that runs is that of whoever had the work
                order.jeweller_id = job.jeweller_id

    @api.depends("date_stage")
    def _compute_days_in_stage(self):
        now = fields.Datetime.now()
        for job in self:
            job.days_in_stage = (now - job.date_stage).days if job.date_stage else 0

    @api.depends("workorder_ids.state", "workorder_ids.jeweller_id", "workorder_ids.date_finished")
    def _compute_stage_summary(self):
        for job in self:
            job.stage_summary = Markup("<ol>%s</ol>") % Markup().join(
                Markup("<li class='o_jewel_%s'>%s %s <small>%s</small></li>")
                % (
                    order.state,
                    _STATE_SIGNS.get(order.state, ""),
                    order._get_bench_name(),
                    order._get_bench_note(),
                )
                for order in job._jewel_ordered_orders()
            )

    @api.model
    def _group_expand_stage(self, stages, domain):
        """Columns of the board, empty ones included: stages that are on some route.

        A company without a default route moves its jobs freely, so it sees them all.
        """
        shown = Domain("is_jewel_stage", "=", True)
        shown &= Domain("company_id", "in", [False, *self.env.companies.ids])
        if self.env.company.jewel_route_id:
            shown &= Domain.OR(
                [
                    Domain("route_line_ids.route_id.active", "=", True),
                    Domain("routing_line_ids", "!=", False),
                    Domain("is_handover", "=", True),
                ]
            )
        columns = stages.sudo().search(shown | Domain("id", "in", stages.ids), order=stages._order)
        return columns.sudo(False)

    # === ORDER OF STAGES === #

    def _jewel_ordered_orders(self):
        self.ensure_one()
        return self.workorder_ids.sorted(lambda order: (order.sequence, order.id or 0))

    def _jewel_open_orders(self):
        """Work orders still to be done, the current one first."""
        return self._jewel_ordered_orders().filtered(
            lambda order: order.state not in ("done", "cancel")
        )

    def _jewel_closing_stage(self):
        """Stage of a job that has no open work order: waiting for hand-over, or handed over."""
        self.ensure_one()
        if not self.workorder_ids or self.state in ("draft", "cancel"):
            return self.env["mrp.workcenter"]
        return self._jewel_handover_stage() or self._jewel_ordered_orders()[-1:].workcenter_id

    def _jewel_handover_stage(self):
        stages = self.env["mrp.workcenter"].sudo()
        return stages.search(
            [
                ("is_handover", "=", True),
                ("is_jewel_stage", "=", True),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )

    # === ROUTE === #

    def action_confirm(self):
        """Override of `mrp`: a job without operations in its bill of materials gets a route."""
        drafts = self.filtered(lambda job: job.state == "draft")
        drafts.sudo()._jewel_apply_route()
        result = super().action_confirm()
        drafts.filtered(
            lambda job: job.is_jewel_job and job.state != "cancel" and not job.workorder_ids
        ).sudo()._jewel_tell_no_route()
        return result

    def _jewel_apply_route(self):
        for job in self.filtered(lambda job: not job.workorder_ids):
            route = job.product_tmpl_id._get_jewel_route(job.company_id)
            if vals_list := route._prepare_workorder_vals(job):
                job.jewel_route_id = route
                self.env["mrp.workorder"].create(vals_list)

    def action_jewel_apply_route(self):
        """Give a job that stands without stages the route that its product has by now."""
        self._check_production_head()
        jobs = self.filtered(
            lambda job: job.state in ("draft", "confirmed") and not job.workorder_ids
        )
        jobs.sudo()._jewel_apply_route()
        jobs.filtered("workorder_ids").activity_unlink(["jewel_production.mail_activity_no_route"])
        return True

    def _jewel_tell_no_route(self):
        for job in self:
            job._jewel_ask_head(
                "jewel_production.mail_activity_no_route",
                lambda env, job=job: env._("Job %s has no route", job.name),
                lambda env: env._(
                    "Set a default route on the product's category or on the company and press "
                    "“Apply route”, or drag the card to the stage where work begins."
                ),
            )
