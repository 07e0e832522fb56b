from odoo import fields, models


class JewelReconciliationFile(models.Model):
    """A statement that was taken: what file, whose, when, how many lines were new."""

    _name = "jewel.reconciliation.file"
    _description = "Statement of a Payment Source"
    _order = "id desc"

    reconciliation_id = fields.Many2one(
        "jewel.reconciliation", required=True, index=True, ondelete="cascade", readonly=True
    )
    source_id = fields.Many2one(related="reconciliation_id.source_id", store=True)
    company_id = fields.Many2one(related="reconciliation_id.company_id", store=True)
    name = fields.Char("File", required=True, readonly=True)
    digest = fields.Char("SHA-256", required=True, readonly=True)
    line_count = fields.Integer("Lines", readonly=True)
    new_count = fields.Integer("New Lines", readonly=True)

    _digest_uniq = models.UniqueIndex(
        "(source_id, company_id, digest)", "This file has been taken already."
    )
