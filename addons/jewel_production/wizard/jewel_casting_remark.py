from odoo import fields, models
from odoo.exceptions import UserError


class JewelCastingRemark(models.TransientModel):
    """Why a job leaves a closed tree, or what is wrong with its casting."""

    _name = "jewel.casting.remark"
    _description = "Remark on a Casting"

    workorder_id = fields.Many2one("mrp.workorder", "Casting", required=True, readonly=True)
    purpose = fields.Selection(
        [("leave", "Take off the Tree"), ("bad", "Came out Bad")], required=True, readonly=True
    )
    rework_reason_id = fields.Many2one("jewel.rework.reason", "Reason")
    note = fields.Char("Remark")

    def action_confirm(self):
        self.ensure_one()
        getattr(self, f"_confirm_{self.purpose}")()
        return {"type": "ir.actions.act_window_close"}

    def _confirm_leave(self):
        if not self.note:
            raise UserError(
                self.env._("To take a job off a closed tree, write down why: it stays on the job.")
            )
        tree = self.workorder_id.casting_tree_id
        tree._jewel_check_head()
        tree._jewel_at_hand()
        order = self.workorder_id.sudo()
        order._jewel_check_leaving()
        order._jewel_leave()
        body = self.env._(
            "%(job)s taken off casting tree %(tree)s: %(reason)s",
            job=order.production_id.name,
            tree=tree.name,
            reason=self.note,
        )
        for record in (order.production_id, tree.sudo()):
            record.message_post(body=body)

    def _confirm_bad(self):
        if not self.rework_reason_id:
            raise UserError(self.env._("Choose what is wrong with the casting."))
        self.workorder_id._jewel_check_poured()
        self.workorder_id.sudo().write(
            {"casting_defect_id": self.rework_reason_id.id, "casting_note": self.note}
        )
