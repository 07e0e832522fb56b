import logging

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning
from odoo.tools import format_datetime


class MrpProduction(models.Model):
    """A promised date is not changed in passing: the reason is asked, a past date is asked about.

    Whoever gives ``deadline_reason_id`` in the context, and the system itself, are not asked.
    """

    _inherit = "mrp.production"

    deadline_change_ids = fields.One2many(
        "jewel.deadline.change", "production_id", "Changes of Deadline", readonly=True
    )

    @api.onchange("item_deadline")
    def _onchange_item_deadline(self):
        if self.item_deadline and self.item_deadline < fields.Datetime.now():
            return {
                "warning": {
                    "title": self.env._("The date is already past"),
                    "message": self.env._(
                        "Is %s really meant?", self._jewel_date(self.item_deadline)
                    ),
                }
            }

    def write(self, vals):
        names = [name for name in ("item_deadline", "date_deadline") if name in vals]
        if names and not self.env.su and "deadline_reason_id" not in self.env.context:
            self.check_access("write")
            self._jewel_ask_why(fields.Datetime.to_datetime(vals[names[0]]))
        return super().write(vals)

    def _jewel_ask_why(self, deadline):
        """Raise the question that opens the wizard, where one is to be asked."""
        jobs = self.filtered(
            lambda job: job.state not in ("done", "cancel") and job.item_deadline != deadline
        )
        if not jobs:
            return
        if deadline and deadline < fields.Datetime.now():
            text = self.env._(
                "%(date)s is already past. Is it really to be the deadline of %(jobs)s?",
                date=self._jewel_date(deadline),
                jobs=", ".join(jobs.mapped("name")),
            )
            raise jobs._jewel_deadline_question(deadline, text)
        if promised := jobs.filtered(lambda job: job._is_deadline_promised()):
            text = self.env._(
                "The deadline of %s has been promised. Say why it changes: the reason is kept.",
                ", ".join(promised.mapped("name")),
            )
            raise jobs._jewel_deadline_question(deadline, text)

    def _jewel_deadline_question(self, deadline, text):
        question = RedirectWarning(
            text,
            self.env.ref("jewel_production.jewel_deadline_set_action").id,
            self.env._("Go on"),
            {
                "default_production_ids": self.ids,
                "default_deadline": fields.Datetime.to_string(deadline) if deadline else False,
            },
        )
        question.loglevel = logging.INFO  # an answer is wanted: nothing has gone wrong
        return question

    def _is_deadline_promised(self):
        """Whether somebody counts on the deadline: it is set, and production has been started."""
        self.ensure_one()
        return bool(self.item_deadline) and self.state in ("confirmed", "progress", "to_close")

    def _jewel_date(self, moment):
        return format_datetime(self.env, moment, tz=self._get_reader_tz(), dt_format="short")

    def action_jewel_accept_spec(self):
        """Override: a deadline that comes down from the order is logged as that."""
        jobs = self.with_context(deadline_origin="order")
        return super(MrpProduction, jobs).action_jewel_accept_spec()
