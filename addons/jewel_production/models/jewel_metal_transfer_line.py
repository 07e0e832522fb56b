from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelMetalTransferLine(models.Model):
    """Job or casting tree that the metal is for; its alloy and its client must be the same."""

    _inherit = "jewel.metal.transfer.line"

    production_id = fields.Many2one(
        "mrp.production",
        "Job",
        index="btree_not_null",
        domain="[('is_jewel_job', '=', True), ('state', 'not in', ('draft', 'cancel'))]",
    )
    casting_tree_id = fields.Many2one(
        "jewel.casting.tree",
        index="btree_not_null",
        domain="[('state', 'in', ('open', 'closed', 'poured'))]",
    )
    document = fields.Char(compute="_compute_document", store=True, readonly=False)

    @api.depends("production_id", "casting_tree_id")
    def _compute_document(self):
        for line in self:
            named = line.casting_tree_id.name or line.sudo().production_id.name
            line.document = named or line.document

    def _prepare_entry_vals(self):
        return {
            **super()._prepare_entry_vals(),
            "production_id": self.production_id.id,
            "casting_tree_id": self.casting_tree_id.id,
        }

    def _get_doubts(self):
        """Override: metal of another alloy than the job is made of is asked about."""
        alloy = self.production_id.alloy_id
        found = super()._get_doubts()
        if alloy and alloy != self.alloy_id and self.form not in ("solder", "findings"):
            found.append(
                self.env._(
                    "Job %(job)s is made of %(alloy)s, and %(given)s is given.",
                    job=self.production_id.name,
                    alloy=alloy.name,
                    given=self.alloy_id.name,
                )
            )
        return found

    def _jewel_check_melt(self):
        """Into a tree goes its own alloy only, and metal of one owner."""
        tree, owner = self.casting_tree_id, self.transfer_id.owner_id
        if tree and tree.alloy_id != self.alloy_id:
            raise UserError(
                self.env._(
                    "Casting tree %(tree)s is for %(alloy)s: %(given)s must not go into it.",
                    tree=tree.name,
                    alloy=tree.alloy_id.name,
                    given=self.alloy_id.name,
                )
            )
        jobs = tree.workorder_ids.production_id if tree else self.production_id
        strangers = jobs.filtered(lambda job: job.deal_id.partner_id != owner) if owner else None
        if strangers or (tree and tree._get_metal_owners() - {owner}):
            raise UserError(
                self.env._(
                    "%(document)s: a client's metal is melted alone, for his own pieces. Use a "
                    "tree, and a job, of this client only.",
                    document=tree.name or self.production_id.name,
                )
            )


class JewelMetalTransfer(models.Model):
    _inherit = "jewel.metal.transfer"

    def _jewel_check_ready(self):
        result = super()._jewel_check_ready()
        for line in self.line_ids:
            line._jewel_check_melt()
        return result
