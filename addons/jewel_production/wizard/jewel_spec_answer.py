from odoo import fields, models


class JewelSpecAnswer(models.TransientModel):
    _name = "jewel.spec.answer"
    _description = "Answer to Production"

    production_id = fields.Many2one("mrp.production", "Job", required=True, readonly=True)
    question = fields.Text(related="production_id.question")
    change_ids = fields.One2many(related="production_id.spec_change_ids")
    note = fields.Char("A Word to Production")

    def action_accept(self):
        return self._answer("accept")

    def action_withdraw(self):
        return self._answer("withdraw")

    def _answer(self, answer):
        self.ensure_one()
        self.production_id._jewel_answer(answer, self.note)
        return {"type": "ir.actions.act_window_close"}
