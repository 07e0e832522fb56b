from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import REPORT_DAYS, REPORT_MOVES, REPORT_STATES


class JewelMonitoringReport(models.Model):
    """An operation of a deal that Rosfinmonitoring is told of.

    115-FZ, art. 6, para. 1: deals in precious metals, stones and jewellery from a sum on (limit in
    the settings); art. 7, para. 1, subpara. 4: within three working days after the operation. The
    service takes it in its own account on the web: the form has everything that is asked for there.

    Only the accountant and the director see it: the client must not be told (art. 4).
    """

    _name = "jewel.monitoring.report"
    _inherit = ["jewel.state.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Report to Rosfinmonitoring"
    _order = "date desc, id desc"
    _moves = REPORT_MOVES

    deal_id = fields.Many2one(
        "crm.lead", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(REPORT_STATES, default="due", required=True, readonly=True)
    date = fields.Date(
        "Day of the Operation", required=True, help="The day on which money reached the limit."
    )
    date_deadline = fields.Date(
        "Report until",
        compute="_compute_date_deadline",
        store=True,
        help="Third working day after the operation, by the calendar of the company.",
    )
    amount = fields.Monetary(
        "Amount of the Operation",
        compute="_compute_amount",
        compute_sudo=True,
        help="What has arrived from the client, less what was returned.",
    )
    is_identified = fields.Boolean(
        "Client Identified", compute="_compute_is_identified", compute_sudo=True
    )
    reference = fields.Char("Number of the Message", tracking=True, copy=False)
    reason = fields.Char(
        "Why not Reported", tracking=True, copy=False, help="Asked for when nothing is reported."
    )
    reported_at = fields.Datetime("Reported On", readonly=True, copy=False)
    reported_by_id = fields.Many2one("res.users", "Reported by", readonly=True, copy=False)

    _deal_uniq = models.UniqueIndex("(deal_id)", "This deal has its report already.")

    @api.depends("deal_id")
    def _compute_display_name(self):
        for report in self:
            report.display_name = report.sudo().deal_id.display_name  # closed to the accountant

    @api.depends("date", "company_id.resource_calendar_id")
    def _compute_date_deadline(self):
        for report in self:
            # The calendar reckons from the moment on: the day after begins at its midnight.
            day = datetime.combine(fields.Date.add(report.date, days=1), time.min)
            calendar = report.company_id.resource_calendar_id
            last = calendar.plan_days(REPORT_DAYS, day, compute_leaves=True)
            report.date_deadline = last and last.date()

    @api.depends("deal_id.amount_paid")
    def _compute_amount(self):
        for report in self:
            report.amount = report.deal_id.amount_paid

    @api.depends("deal_id.identification_ids.checked_at")
    def _compute_is_identified(self):
        for report in self:
            report.is_identified = any(report.deal_id.identification_ids.mapped("checked_at"))

    def _get_move_refusal(self, before, after):
        return self.env._(
            "The report on deal %(deal)s is «%(from)s» and cannot become «%(to)s».",
            deal=self.display_name,
            **{"from": before, "to": after},
        )

    # === ACTIONS === #

    def action_report(self):
        """The accountant has sent it in the service's account and has written down its number."""
        for report in self:
            report.check_access("write")
            report._lock()
            if not report.reference:
                raise report._get_lack(self._fields["reference"])
            vals = {"reported_at": fields.Datetime.now(), "reported_by_id": self.env.uid}
            report._set_state("reported", vals)._end_activities()
        return True

    def action_drop(self):
        """Nothing to report, for a reason that stays on record."""
        for report in self:
            report.check_access("write")
            report._lock()
            if not report.reason:
                raise report._get_lack(self._fields["reason"])
            report._set_state("dropped")._end_activities()
        return True

    def action_reopen(self):
        for report in self:
            report.check_access("write")
            report._lock()
            vals = {"reported_at": False, "reported_by_id": False}
            report._set_state("due", vals)._ask_accountant()
        return True

    def action_identify(self):
        self.check_access("read")
        return self.sudo().deal_id._action_identify()

    def _get_lack(self, field):
        return UserError(
            self.env._(
                "Report on deal %(deal)s: fill in «%(field)s» first.",
                deal=self.display_name,
                field=field._description_string(self.env),
            )
        )

    # === ACTIVITIES === #

    def _ask_accountant(self):
        """Nobody forgets it: a task until the last day of the law."""
        user = self.env["crm.lead"]._get_jewel_role_user("accountant") or self.env.user
        env = self.with_context(lang=user.lang).env
        for report in self:
            report.activity_schedule(
                "jewel_invoicing.mail_activity_monitoring",
                date_deadline=report.date_deadline,
                summary=env._("Report deal %s to Rosfinmonitoring", report.display_name),
                user_id=user.id,
            )

    def _end_activities(self):
        return self.activity_feedback(["jewel_invoicing.mail_activity_monitoring"])
