from odoo import models, tools

from ..const import CLIENT_ROLES, PRICE_ROLES, ROLES


class ResUsers(models.Model):
    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _is_jewel_bench_only(self):
        """Whether the user is a jeweller and nothing more, so that money is closed to him."""
        return self._has_group("jewel_base.group_jeweller") and not self._has_any_role(PRICE_ROLES)

    @tools.ormcache("self.id")
    def _is_jewel_production_only(self):
        """Whether the user only makes or carries pieces, so that clients are closed to him."""
        return any(
            self._has_group(f"jewel_base.group_{role}")
            for role in ("jeweller", "production_head", "courier")
        ) and not self._has_any_role(CLIENT_ROLES)

    def _has_any_role(self, roles):
        return self._has_group("base.group_system") or any(
            self._has_group(f"jewel_base.group_{role}") for role in roles
        )

    def _is_jewel_courier_only(self):
        """Whether the user delivers and has no other work here."""
        return self._has_group("jewel_base.group_courier") and not self._has_any_role(
            role for role in ROLES if role != "courier"
        )
