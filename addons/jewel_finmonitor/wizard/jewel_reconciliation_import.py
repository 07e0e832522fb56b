import base64

from odoo import fields, models


class JewelReconciliationImport(models.TransientModel):
    """A statement of a source, chosen from the computer."""

    _name = "jewel.reconciliation.import"
    _description = "Take a Statement"

    reconciliation_id = fields.Many2one("jewel.reconciliation", required=True, readonly=True)
    content = fields.Binary("File", required=True, attachment=False)
    name = fields.Char("File Name")

    def action_import(self):
        """Take the file, and say what came of it."""
        self.ensure_one()
        content = base64.b64decode(self.content)
        file, is_new = self.reconciliation_id._import_file(self.name or "/", content)
        if is_new:
            message = self.env._(
                "%(new)s new lines of %(all)s were taken.", new=file.new_count, all=file.line_count
            )
        else:
            message = self.env._(
                "This file was taken before as «%(name)s»: nothing has been changed.",
                name=file.name,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if is_new else "warning",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
