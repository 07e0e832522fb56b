from odoo import api, fields, models

from odoo.addons.jewel_base.const import CARAT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact


class MrpWorkorder(models.Model):
    """Stones at the bench; what was set is what the weighing takes off."""

    _inherit = "mrp.workorder"

    stone_set_text = fields.Text(related="production_id.stone_set_text")
    stone_carats_in = fields.Float(
        "Stones in the Piece before, ct", digits=CARAT_DIGITS, readonly=True, copy=False
    )
    can_set_stones = fields.Boolean(compute="_compute_can_set_stones", compute_sudo=True)

    @api.depends("production_id.insert_text", "production_id.stone_entry_ids", "jeweller_id")
    @api.depends_context("uid")
    def _compute_can_set_stones(self):
        """Whether the job has to do with stones, or its jeweller has any to set."""
        balances = self.env["jewel.stone.balance"]
        masters = self.jeweller_id | self.env.user
        rows = balances._read_group(
            [("metal_holder", "=", "master"), ("responsible_id", "in", masters.ids)],
            ["responsible_id"],
        )
        having = {master for (master,) in rows}
        for order in self:
            job = order.production_id
            master = order.jeweller_id or self.env.user
            order.can_set_stones = bool(job.insert_text or job.stone_entry_ids or master in having)

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"stone_set_text", "can_set_stones"}

    def action_jewel_stones(self):
        """Ask which stones the jeweller has set or broken."""
        self.ensure_one()
        self.check_access("read")
        return self.production_id._get_stone_action("set", self)

    def _jewel_weigh(self, kind, weight):
        """Override: what sits in the piece on its way in is not set by this passage."""
        if kind == "in":
            self.stone_carats_in = float(self.sudo().production_id._get_carats_set())
        return super()._jewel_weigh(kind, weight)

    def _get_set_carats(self):
        """Carats set since the piece was weighed in, below zero when stones were taken out.

        None when the ledger of stones knows nothing of the job: then carats are typed.
        """
        self.ensure_one()
        order = self.sudo()
        job = order.production_id
        if not job.stone_entry_ids:
            return None
        return job._get_carats_set() - exact(order.stone_carats_in, 3)
