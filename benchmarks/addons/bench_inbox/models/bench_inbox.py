from odoo import fields, models


class BenchInbox(models.Model):
    _name = "bench.inbox"
    _description = "Kept Body"

    body = fields.Text()
