from odoo import fields, models

from ..time_query import KINDS, time_query


class JewelJobTime(models.Model):
    """Where the time went: a row for each job, passage through a stage and kind of time."""

    _name = "jewel.job.time"
    _description = "Time of Jobs"
    _auto = False
    _rec_name = "production_id"
    _order = "date_start desc, production_id desc, workorder_id, kind"
    _depends = {
        "mrp.production": [
            "alloy_id",
            "company_id",
            "date_finished",
            "is_jewel_job",
            "jewel_type_id",
            "product_id",
            "state",
        ],
        "mrp.workorder": [
            "date_closed",
            "date_finished",
            "date_opened",
            "date_taken",
            "jeweller_id",
            "production_id",
            "rework_of_id",
            "sequence",
            "state",
            "workcenter_id",
        ],
        "mrp.workcenter.productivity": ["date_end", "date_start", "workorder_id"],
        "mrp.workcenter": ["company_id", "is_handover", "is_jewel_stage", "sequence"],
        "jewel.job.wait": ["date_end", "date_start", "party", "production_id", "workorder_id"],
    }

    production_id = fields.Many2one("mrp.production", "Job", readonly=True)
    workorder_id = fields.Many2one("mrp.workorder", "Work Order", readonly=True)
    stage_id = fields.Many2one("mrp.workcenter", readonly=True)
    jeweller_id = fields.Many2one("res.users", readonly=True)
    kind = fields.Selection("_selection_kind", "Kind of Time", readonly=True)
    is_rework = fields.Boolean("After a Return", readonly=True)
    hours = fields.Float(readonly=True, aggregator="sum")
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", "Model", readonly=True)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    state = fields.Selection(
        lambda self: self.env["mrp.production"]._fields["state"]._description_selection(self.env),
        "State of the Job",
        readonly=True,
    )
    date_start = fields.Datetime("In Work since", readonly=True)
    date_finished = fields.Datetime("Finished", readonly=True)

    @property
    def _table_query(self):
        """The filter of recent jobs says by the context how far back the life of jobs is dealt out:
        its domain alone would be asked only afterwards."""
        days = self.env.context.get("jewel_time_days")
        return time_query(fields.Datetime.now(), days=days and int(days))

    def _selection_kind(self):
        labels = {
            "work": self.env._("Work"),
            "rework": self.env._("Rework"),
            "queue": self.env._("Queue"),
            "taken": self.env._("Taken, not begun"),
            "paused": self.env._("Pause"),
        }
        for party, label in (
            self.env["jewel.job.wait"]._fields["party"]._description_selection(self.env)
        ):
            labels[f"wait_{party}"] = self.env._("Waiting: %s", label)
        return [(kind, labels[kind]) for kind in KINDS]
