from odoo import fields, models

from .jewel_job_escalation import LEVELS


class BaseAutomation(models.Model):
    _inherit = "base.automation"

    jewel_level = fields.Selection(
        LEVELS, "Escalation of Deadlines", help="The rule tells of each job once at this level."
    )

    def _search_time_based_automation_records(self, *, until):
        """Override of `base_automation`: an escalation looks at all that is due by now.

        Core looks at what fell due since its last run, and would never see a job whose deadline
        was moved into the past, whose change was committed while the rule was running, or that
        was left alone because somebody was just moving it. The same goes for waits.
        """
        if not (self.jewel_level or self.model_name == "jewel.job.wait"):
            return super()._search_time_based_automation_records(until=until)
        self.last_run = False
        records = super()._search_time_based_automation_records(until=until)
        return records._jewel_untold(self.jewel_level) if self.jewel_level else records
