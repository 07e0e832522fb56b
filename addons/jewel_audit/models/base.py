from odoo import api, models

from ..const import AUDITED_LINKS, FEW, PERSONAL_SHOWN


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: rows of a relation table do not say who writes them."""
        if self._name in AUDITED_LINKS:
            self.env["jewel.audit.entry"]._tell_actor()
        return super().create(vals_list)

    def write(self, vals):
        """Override of `base`: what follows by the system's hand was caused by this user."""
        entries = self.env["jewel.audit.entry"]
        if self and (self._name in AUDITED_LINKS or self._name in entries._get_audited()):
            entries._tell_actor()
        return super().write(vals)

    def unlink(self):
        """Override of `base`: a deleted row does not say who deletes it.

        Of whatever model it is: the database deletes what hangs on it along with it.
        """
        if self:
            self.env["jewel.audit.entry"]._tell_actor()
        return super().unlink()

    def export_data(self, fields_to_export):
        """Override of `base`: who took how many records of what out of the database."""
        result = super().export_data(fields_to_export)
        self.env["jewel.audit.entry"].sudo()._log_export(self, fields_to_export)
        return result

    def web_read(self, specification):
        """Override of `web`: who looked at the personal data of which client."""
        result = super().web_read(specification)
        shown = PERSONAL_SHOWN.get(self._name, set()) & set(specification)
        if shown and len(result) <= FEW:
            seen = [row["id"] for row in result if any(row[name] for name in shown)]
            self.env["jewel.audit.entry"]._note_views(self.browse(seen))
        return result
