from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class JewelMetalCount(models.Model):
    """Buttons of a count: whoever counts signs first, then the master; then it is booked."""

    _inherit = "jewel.metal.count"

    def _jewel_is_counter(self):
        user = self.env.user
        return (
            self.env.su
            or user.has_group("jewel_base.group_storekeeper")
            or user.has_group("jewel_base.group_production_head")
        )

    def action_refill(self):
        """Read the book anew; nothing has been signed yet."""
        self._jewel_check_counter()
        count = self._jewel_at_hand()
        self._jewel_check_draft()
        count._jewel_fill(count._jewel_read_book())
        return True

    def action_weigh(self):
        """Whoever counts signs what the scale says."""
        self._jewel_check_counter()
        count = self._jewel_at_hand()
        if count.state == "weighed":
            return True
        if stale := count._jewel_ask_again():
            return stale
        if not count.line_ids:
            raise UserError(self.env._("%s: there is nothing to weigh, cancel it.", count.name))
        if missing := count.line_ids.filtered(lambda line: not line.is_weighed):
            raise UserError(
                self.env._(
                    "%(count)s: weigh %(metal)s, or enter 0 when it is not there.",
                    count=count.name,
                    metal=", ".join(missing.mapped("display_name")),
                )
            )
        now = fields.Datetime.now()
        count._set_state("weighed", {"weighed_by_id": self.env.user.id, "weighed_on": now})
        return True

    def action_confirm(self):
        """The master confirms, logged in or with his PIN at this screen, and it is booked.

        For one who has left whoever counts confirms, and says why in the note.
        """
        self.ensure_one()
        self.check_access("read")
        master = self.user_id.sudo()  # a user who has left may be hidden
        if master.active and master != self.env.user and self._jewel_is_counter():
            self.sudo()._jewel_check_weighed()
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "jewel_stock_ext.jewel_metal_count_confirm_action"
            )
            return {**action, "context": {"default_count_id": self.id}}
        return self._jewel_confirm(self.env.user)

    def _jewel_check_weighed(self):
        if self.state not in ("weighed", "done"):
            raise UserError(self.env._("%s: weigh first, then confirm.", self.name))

    def _jewel_confirm(self, signer):
        count = self._jewel_at_hand()
        if count.state == "done":
            return True
        count._jewel_check_weighed()
        if signer != count.user_id:
            self._jewel_check_stand_in()
        if stale := count._jewel_ask_again():
            return stale
        now = fields.Datetime.now()
        count._set_state("done", {"confirmed_by_id": signer.id, "confirmed_on": now})
        count._jewel_book()
        count.activity_unlink(["mail.mail_activity_data_todo"])
        count._post_jewel_counted()
        return True

    def _jewel_check_stand_in(self):
        """Another than the master confirms only when he has left."""
        master = self.user_id.sudo()
        if master.active or not self._jewel_is_counter():
            raise AccessError(
                self.env._(
                    "%(count)s is confirmed by %(person)s: logged in, or with his PIN.",
                    count=self.name,
                    person=master.name,
                )
            )
        master._jewel_check_left_note(self)

    def action_draft(self):
        """Weigh anew what the master has not confirmed."""
        self._jewel_check_counter()
        count = self._jewel_at_hand()
        count._set_state("draft", {"weighed_by_id": False, "weighed_on": False})
        return True

    def action_cancel(self):
        """Nobody is counted today."""
        self._jewel_check_counter()
        count = self._jewel_at_hand()
        count._set_state("cancelled")
        count.activity_unlink(["mail.mail_activity_data_todo"])
        return True

    def action_print(self):
        """The count on paper: by the book, by the scale, and both signatures."""
        return self.env.ref("jewel_stock_ext.action_report_metal_count").report_action(self)

    def _jewel_check_counter(self):
        if not self._jewel_is_counter():
            raise AccessError(
                self.env._("Metal is counted by the storekeeper or the head of production.")
            )
        if not self.env.su and self.user_id == self.env.user:
            raise AccessError(self.env._("Nobody counts himself."))

    def _post_jewel_counted(self):
        """Hook: called once after a count has been confirmed and booked."""
