from odoo import models, tools

from ..const import CLIENT_ROLES, PRICE_ROLES


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _is_jewel_bench_only(self):
        """Whether the user is a jeweller and nothing more, so that money is closed to him."""
        return self._has_group("jewel_base.group_jeweller") and not self._has_any_role(PRICE_ROLES)

    @tools.ormcache("self.id")
    def _is_jewel_production_only(self):
        """Whether the user works in production only, so that clients are closed to him."""
        return (
            self._has_group("jewel_base.group_jeweller")
            or self._has_group("jewel_base.group_production_head")
        ) and not self._has_any_role(CLIENT_ROLES)

    def _has_any_role(self, roles):
        return self._has_group("base.group_system") or any(
            self._has_group(f"jewel_base.group_{role}") for role in roles
        )
