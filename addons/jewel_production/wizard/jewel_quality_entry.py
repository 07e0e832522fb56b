from odoo import fields, models
from odoo.exceptions import UserError


class JewelQualityEntry(models.TransientModel):
    """What a controller measures, reads or finds wrong; the ordered engraving stays hidden."""

    _name = "jewel.quality.entry"
    _description = "Finding of Control"

    line_id = fields.Many2one("jewel.quality.check.line", required=True, readonly=True)
    kind = fields.Selection(related="line_id.kind")
    unit = fields.Char(related="line_id.unit")
    result = fields.Selection([("good", "Good"), ("bad", "Bad")], required=True)
    value = fields.Float("Measured", digits=(16, 4))
    value_second = fields.Float("Second Half", digits=(16, 4))
    text_read = fields.Char("Read on the Piece")
    text_again = fields.Char("Once More")
    note = fields.Text("Remark")

    def action_save(self):
        self.ensure_one()
        if self.kind == "engraving":
            self._check_read_twice()
        self.line_id._jewel_enter(self._prepare_entry_vals())
        return {"type": "ir.actions.act_window_close"}

    def _prepare_entry_vals(self):
        return {
            "result": self.result,
            "value": self.value,
            "value_second": self.value_second,
            "text_read": self.text_read,
            "note": self.note,
        }

    def _check_read_twice(self):
        if not self.text_read or self.text_read != self.text_again:
            raise UserError(
                self.env._(
                    "Read the engraving twice, letter by letter: "
                    "what you have typed differs, so look at the piece again."
                )
            )
