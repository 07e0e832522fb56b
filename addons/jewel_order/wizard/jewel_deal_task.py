from odoo import fields, models
from odoo.exceptions import UserError


class JewelDealTask(models.TransientModel):
    """One task for the managers of several deals, each for his own."""

    _name = "jewel.deal.task"
    _description = "Set a Task"

    deal_ids = fields.Many2many(
        "crm.lead",
        string="Deals",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    summary = fields.Char("Task", required=True)
    note = fields.Text("Comment")
    date_deadline = fields.Date(
        "Due", required=True, default=lambda self: fields.Date.context_today(self)
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Kind",
        required=True,
        domain=[("res_model", "in", (False, "crm.lead"))],
        default=lambda self: self.env.ref("mail.mail_activity_data_todo"),
    )

    def action_set(self):
        """An activity on each deal for its own manager, who is notified by Odoo as usual.

        :raise UserError: a deal has no manager; no task is set then
        """
        self.ensure_one()
        if nobodys := self.deal_ids.filtered(lambda deal: not deal.user_id):
            raise UserError(
                self.env._(
                    "Nobody leads these deals: %s. Choose a manager first, then set the task.",
                    ", ".join(nobodys.mapped("name")),
                )
            )
        for deal in self.deal_ids:
            deal.activity_schedule(
                activity_type_id=self.activity_type_id.id,
                summary=self.summary,
                note=self.note,
                date_deadline=self.date_deadline,
                user_id=deal.user_id.id,
            )
        return {"type": "ir.actions.act_window_close"}
