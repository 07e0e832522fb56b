from odoo import models


class AmocrmWatchedMixin(models.AbstractModel):
    """Records whose changes amoCRM has to learn: the write and the mark are one transaction."""

    _name = "amocrm.watched.mixin"
    _description = "Exchanged with amoCRM"

    def write(self, vals):
        result = super().write(vals)
        names = vals.keys() & self.env["amocrm.field.map"]._watched_fields(self._name)
        if names:
            self._amocrm_changed(names)
        return result

    def unlink(self):
        bindings = (
            self.env["amocrm.binding"]
            .sudo()
            .search([("model", "=", self._name), ("res_id", "in", self.ids)])
        )
        result = super().unlink()
        bindings.mark_ids.unlink()
        bindings.is_detached = True
        return result

    def _amocrm_changed(self, names=()):
        """Say that amoCRM should look at these records; for changes that are not a write of a
        mapped field.

        :param names: fields that were written, where they are known
        """
        self.env["amocrm.binding"]._mark_changed(self, names)
