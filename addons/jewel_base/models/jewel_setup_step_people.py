from odoo import models

from ..const import NEEDED_ROLES


class JewelSetupStep(models.Model):
    """Who works here: no deal reaches its end without a manager, a head and a jeweller."""

    _inherit = "jewel.setup.step"

    def _get_missing_people(self, company):
        groups = [self.env.ref(f"jewel_base.group_{role}") for role in NEEDED_ROLES]
        return [
            self.env._("Nobody has the role «%s».", group.name)
            for group in groups
            if company not in group.all_user_ids.filtered("active").company_ids
        ]

    def _open_people(self):
        return self._open_wizard("jewel.setup.people")
