from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    metal_lock_date = fields.Date(
        "Metal Closed up to",
        help="No entry of the metal ledger is dated on or before this day any more.",
    )
