from odoo import models

LIVE = "jewel_work_changed"


class MrpWorkorder(models.Model):
    """The jeweller's open screen learns that his own list changed, and nothing of other work."""

    _inherit = "mrp.workorder"

    def write(self, vals):
        if "jeweller_id" in vals:  # whoever has it now is to see that it goes
            self._jewel_tell_benches()
        return super().write(vals)

    def _compute_jewel_queue(self):
        result = super()._compute_jewel_queue()
        self._jewel_tell_benches()
        return result

    def _jewel_tell_benches(self):
        """One message a transaction to each who is concerned."""
        told = self.env.cr.precommit.data.setdefault(LIVE, set())
        for listener in self.sudo()._jewel_listeners():
            if (listener._name, listener.id) not in told:
                told.add((listener._name, listener.id))
                listener._bus_send(LIVE, {})

    def _jewel_listeners(self):
        """Users and groups whose list shows these work orders, or has just shown them."""
        listeners = list(self.jeweller_id)
        group_id = self.env["ir.model.data"]._xmlid_to_res_id("jewel_base.group_jeweller")
        for stage in self.filtered(lambda order: order.state == "ready").workcenter_id:
            listeners += stage.jeweller_ids or self.env["res.groups"].browse(group_id)
        return listeners
