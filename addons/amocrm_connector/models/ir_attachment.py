from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    amocrm_file_uuid = fields.Char(index="btree_not_null", copy=False, readonly=True)
    amocrm_version_uuid = fields.Char(copy=False, readonly=True)
