from odoo import models
from odoo.exceptions import AccessError


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Override of `mail`: who follows a record is sent what others write on it."""
        if (
            not self.env.su
            and self.env.user._is_jewel_bench_only()
            and self._name != "discuss.channel"
        ):
            raise AccessError(
                self.env._(
                    "Ask the head of production if you need to follow %s.", self._description
                )
            )
        return super().message_subscribe(partner_ids, subtype_ids)
