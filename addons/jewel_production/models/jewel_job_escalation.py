from odoo import fields, models

LEVELS = [
    ("at_risk", "At risk: the jeweller, or the head"),
    ("soon", "Due soon and not safe: the head"),
    ("overdue", "Overdue: the head"),
    ("overdue_long", "Long overdue: the director"),
]


class JewelJobEscalation(models.Model):
    """Who was told that a deadline is in danger: once for a job, a level and a deadline."""

    _name = "jewel.job.escalation"
    _description = "Escalation of a Deadline"
    _order = "date desc, id desc"
    _rec_name = "level"

    production_id = fields.Many2one(
        "mrp.production", "Job", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="production_id.company_id", store=True)
    level = fields.Selection(LEVELS, required=True)
    deadline = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "Told to", required=True)
    workcenter_id = fields.Many2one("mrp.workcenter", "At Stage")
    date = fields.Datetime("Told on", default=fields.Datetime.now, required=True)
    date_solved = fields.Datetime("Solved on", help="The job moved on, or its deadline was moved.")

    _once = models.UniqueIndex("(production_id, level, deadline)", "This has been told already.")
