from odoo import api, fields, models


class JewelDeadlineChange(models.Model):
    """Append-only: a promise that was changed, by whom, and why."""

    _name = "jewel.deadline.change"
    _description = "Change of a Deadline"
    _order = "date desc, id desc"
    _rec_name = "new_deadline"

    production_id = fields.Many2one(
        "mrp.production", "Job", index="btree_not_null", ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", index="btree_not_null", ondelete="cascade"
    )
    deal_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", index="btree_not_null")
    date = fields.Datetime("Changed on", default=fields.Datetime.now, required=True)
    user_id = fields.Many2one("res.users", "Changed by", default=lambda self: self.env.uid)
    origin = fields.Selection(
        [("person", "By Hand"), ("order", "From the Order"), ("system", "Automatic")],
        "Where From",
        default="person",
        required=True,
    )
    old_deadline = fields.Datetime("From")
    new_deadline = fields.Datetime("To")
    days = fields.Float("Days Later", compute="_compute_days", store=True, digits=(16, 1))
    reason_id = fields.Many2one("jewel.deadline.reason", ondelete="restrict", index=True)
    note = fields.Char("Remark")

    _subject = models.Constraint(
        "CHECK(num_nonnulls(production_id, sale_line_id, deal_id) = 1)",
        "A change belongs to one job, order line or deal.",
    )

    @api.depends("old_deadline", "new_deadline")
    def _compute_days(self):
        for change in self:
            both = change.old_deadline and change.new_deadline
            seconds = both and (change.new_deadline - change.old_deadline).total_seconds()
            change.days = (seconds or 0) / 86400
