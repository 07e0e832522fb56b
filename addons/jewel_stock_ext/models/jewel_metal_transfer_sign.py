from odoo import models
from odoo.exceptions import AccessError


class JewelMetalTransfer(models.Model):
    """Who may sign at which end of a sheet, one transaction at a time."""

    _inherit = "jewel.metal.transfer"

    def _jewel_is_keeper(self):
        user = self.env.user
        return self.env.su or user.has_group("jewel_base.group_storekeeper")

    def _jewel_end(self, end):
        """The person who signs at this end, or nobody: whoever keeps the vault.

        The keeper takes back what a master has who has left, and signs alone.
        """
        self.ensure_one()
        kind = "issue" if end == "from" else "return"
        if self.kind == kind:
            return self.env["res.users"]
        giver = self.from_user_id.sudo()  # a user who has left may be hidden
        return giver.filtered("active") if end == "from" else self.to_user_id

    def _jewel_at_hand(self):
        """These transfers as superuser, their holders locked; raises when they are not his."""
        self.check_access("read")
        transfers = self.sudo().exists()
        transfers._lock()
        transfers.invalidate_recordset(["state"])
        (transfers.location_id | transfers.location_dest_id)._jewel_lock()
        return transfers

    def _jewel_check_signer(self, end, signer):
        """``signer`` answers for this end: the master himself, or a keeper at the vault."""
        self.ensure_one()
        person = self._jewel_end(end)
        if person and person != signer:
            raise AccessError(
                self.env._(
                    "%(transfer)s is confirmed by %(person)s: logged in, or with his PIN.",
                    transfer=self.name,
                    person=person.name,
                )
            )
        if not person and not signer.has_group("jewel_base.group_storekeeper"):
            raise AccessError(
                self.env._("%s is confirmed at the vault, by the storekeeper.", self.name)
            )
        if end == "from" and self.kind != "issue" and not person:
            self.from_user_id._jewel_check_left_note(self)
