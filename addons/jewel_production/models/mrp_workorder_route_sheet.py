from odoo import models
from odoo.tools import format_datetime


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def action_jewel_print_route_sheet(self):
        """Print the envelopes of the jobs of this work; a jeweller prints those of his own."""
        self.check_access("read")
        return self.production_id.action_jewel_print_route_sheet()

    def _prepare_route_sheet_row(self):
        """One stage: what is done already is printed, the rest is written by hand."""
        self.ensure_one()
        is_done = self.state == "done"
        return {
            "stage": self._get_bench_name(),
            "date": is_done
            and self.date_finished
            and format_datetime(self.env, self.date_finished, dt_format="dd.MM HH:mm"),
            "jeweller": is_done and self.jeweller_id.name,
        }
