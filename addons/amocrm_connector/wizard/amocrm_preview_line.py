from odoo import fields, models

ACTIONS = [
    ("pull", "→ Odoo"),
    ("push", "→ amoCRM"),
    ("ask", "A person is asked"),
    ("refused", "Refused"),
    ("same", "Nothing"),
]


class AmocrmPreviewLine(models.TransientModel):
    _name = "amocrm.preview.line"
    _description = "Value That Would Be Written"

    preview_id = fields.Many2one("amocrm.preview", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Field")
    amo_value = fields.Char(string="In amoCRM now")
    odoo_value = fields.Char(string="In Odoo now")
    action = fields.Selection(ACTIONS, string="What Would Happen")
    reason = fields.Char(string="Why")
