from odoo import fields, models
from odoo.exceptions import AccessError


class JewelMetalTransfer(models.Model):
    """Buttons of a sheet: one door for states, entries when the taker has confirmed."""

    _inherit = "jewel.metal.transfer"

    def action_issue(self):
        """Giver confirms; what looks like a slip, or needs a PIN, is asked for first."""
        self.ensure_one()
        self._jewel_at_hand()  # nobody gives the same grams while we ask about them
        return self._jewel_ask("issue") or self._jewel_issue(self.env.user)

    def action_receive(self):
        """Taker confirms, and the metal is booked on him."""
        return self._jewel_ask("receive") or self._jewel_receive(self.env.user)

    def action_done(self):
        """The signed sheet is filed."""
        self._jewel_check_keeper()
        self._jewel_at_hand()._set_state("done")
        return True

    def action_cancel(self):
        """Nothing was given; what has been received is reversed instead."""
        self._jewel_check_own_draft()
        self._jewel_at_hand()._set_state("cancelled")
        return True

    def action_draft(self):
        """Take back what the taker has not confirmed, to weigh it anew."""
        self._jewel_check_own_draft()
        self._jewel_at_hand()._set_state("draft", {"issued_by_id": False, "issued_on": False})
        return True

    def _jewel_check_keeper(self):
        if not self._jewel_is_keeper():
            raise AccessError(self.env._("This is done by the storekeeper."))

    def _jewel_check_own_draft(self):
        mine = self.env.user
        if not self._jewel_is_keeper() and any(
            transfer.sudo()._jewel_end("from") != mine for transfer in self
        ):
            raise AccessError(
                self.env._("Only the storekeeper, or the master who gives it, takes it back.")
            )

    def _jewel_issue(self, signer):
        for transfer in self._jewel_at_hand():
            if transfer.state == "issued":
                continue
            transfer._jewel_check_ready()
            transfer._jewel_check_signer("from", signer)
            now = fields.Datetime.now()
            transfer._set_state("issued", {"issued_by_id": signer.id, "issued_on": now})
            transfer._post_jewel_issued()
        return True

    def _jewel_receive(self, signer):
        for transfer in self._jewel_at_hand():
            if transfer.state in ("received", "done"):
                continue
            transfer._jewel_check_ready()
            transfer._jewel_check_signer("to", signer)
            now = fields.Datetime.now()
            transfer._set_state("received", {"received_by_id": signer.id, "received_on": now})
            self.env["jewel.metal.entry"]._jewel_post(
                [line._prepare_entry_vals() for line in transfer.line_ids]
            )
            transfer._post_jewel_received()
        return True

    def _post_jewel_issued(self):
        """Hook: called once after the giver has confirmed."""

    def _post_jewel_received(self):
        """Hook: called once after the taker has confirmed and the entries are posted."""
