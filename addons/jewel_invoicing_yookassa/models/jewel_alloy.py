from odoo import models


class JewelAlloy(models.Model):
    _inherit = "jewel.alloy"

    def _get_fiscal_name(self, name):
        """``name`` of a piece with its alloy, if it has one."""
        return f"{name.rstrip(' .,;')}, {self.name}" if self else name
