from odoo import fields, models


class JewelSpecQuestion(models.TransientModel):
    _name = "jewel.spec.question"
    _description = "Question to the Manager"

    production_id = fields.Many2one("mrp.production", "Job", required=True, readonly=True)
    question = fields.Text("What do you want to know?")

    def action_ask(self):
        self.ensure_one()
        self.production_id._jewel_ask_manager(self.question)
        return {"type": "ir.actions.act_window_close"}
