from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_client_from_history(self):
        """A client deletes his account on the portal: what he changed stays, that it was he goes.

        A colleague's account is archived instead; the database refuses to delete it, since who
        changed what has to stay known.
        """
        clients = self.filtered("share") - self._get_former_colleagues()
        if clients:
            self.env["jewel.audit.entry"]._forget_actors(clients)

    def unlink(self):
        """Override of `base`: a client's login goes as well, also from the row of its deletion."""
        clients = self.filtered("share")
        result = super().unlink()
        if clients:
            self.env["jewel.audit.entry"]._forget_values(clients)
        return result

    def _get_former_colleagues(self):
        """Those who by the history had a group that no client has; a portal user of today, too."""
        groups = self.env.ref("base.group_portal") | self.env.ref("base.group_public")
        groups |= groups.all_implied_ids
        entries = self.env["jewel.audit.entry"].sudo()
        changes = entries.search(
            [("model", "=", self._name), ("field", "=", "group_ids"), ("res_id", "in", self.ids)]
        )
        return self.browse(
            change.res_id
            for change in changes
            if int(change.new_value or change.old_value) not in groups.ids
        )
