from odoo import models

from .jewel_casting_tree import ACTIVE_STATES


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Override: whoever leaves takes no work along; it waits for anybody of its stage."""
        result = super().write(vals)
        if vals.get("active") is False:
            self._jewel_release_work()
        return result

    def _jewel_release_work(self):
        orders = (
            self.env["mrp.workorder"]
            .sudo()
            .search([("jeweller_id", "in", self.ids), ("state", "not in", ("done", "cancel"))])
        )
        for order in orders:
            order.production_id.message_post(
                body=self.env._(
                    "%(jeweller)s has left: “%(stage)s” waits for somebody else.",
                    jeweller=order.jeweller_id.name,
                    stage=order.name,
                )
            )
        # A tree would give its jobs back to its caster.
        trees = (
            self.env["jewel.casting.tree"]
            .sudo()
            .search([("caster_id", "in", self.ids), ("state", "in", ACTIVE_STATES)])
        )
        trees.caster_id = False
        orders.jeweller_id = False
