from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def _is_work_for(self, user):
        """Whether ``user`` has this work, or may take it when its turn comes."""
        self.ensure_one()
        return self.jeweller_id == user or (
            not self.jeweller_id and self.workcenter_id._is_stage_of(user)
        )

    def _jewel_scan_action(self):
        """The card at the bench."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.mrp_workorder_bench_action"
        )
        view = self.env.ref("jewel_production.mrp_workorder_view_bench_form")
        return {**action, "views": [(view.id, "form")], "res_id": self.id}

    def action_jewel_open_job(self):
        """The card of the job that this work belongs to."""
        return self.production_id._jewel_scan_action()
