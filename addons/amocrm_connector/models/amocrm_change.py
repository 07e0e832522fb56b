from odoo import api, fields, models

RULES = [
    ("amo", "amoCRM's value stands"),
    ("odoo", "Odoo's value stands"),
    ("last", "The last change stands"),
    ("ask", "A person has chosen"),
]


class AmocrmChange(models.Model):
    """The log of the exchange: one row for every value that was carried over, refused or discarded
    since both sides first met. Nobody's edit disappears without a row.
    """

    _name = "amocrm.change"
    _description = "amoCRM Exchange History"
    _inherit = ["amocrm.deal.mixin"]
    _order = "id desc"
    _rec_name = "name"

    create_date = fields.Datetime(string="When", index=True, readonly=True)
    name = fields.Char(string="Field", required=True, readonly=True)
    key = fields.Char(readonly=True)
    source = fields.Selection(
        [("amo", "amoCRM"), ("odoo", "Odoo")], string="From", required=True, readonly=True
    )
    kind = fields.Selection(
        [
            ("change", "Carried over"),
            ("conflict", "Conflict"),
            ("refused", "Refused"),
        ],
        string="What Happened",
        default="change",
        required=True,
        readonly=True,
    )
    old_value = fields.Char(string="Before", readonly=True)
    new_value = fields.Char(string="After", readonly=True)
    lost_value = fields.Char(
        string="Discarded", readonly=True, help="The other side's value, which does not stand."
    )
    rule = fields.Selection(RULES, readonly=True, help="Why this value stands.")
    reason = fields.Char(readonly=True, help="Why the value was refused.")
    author = fields.Char(
        string="Who", readonly=True, help="Who made the change on the side it comes from."
    )
    user_id = fields.Many2one("res.users", string="Odoo User", readonly=True)
    changed_at = fields.Datetime(
        readonly=True, help="When the change was made on the side it comes from."
    )

    @api.model
    def _record_rows(self, binding, rows):
        """Write the rows of one exchange, all at once."""
        if rows:
            place = self._place(binding)
            self.sudo().create([{**place, **row} for row in rows])

    @api.autovacuum
    def _gc_changes(self):
        """Conflicts are kept: they are the proof of what was discarded and why."""
        return self.env["amocrm.account"]._vacuum(self._name, [("kind", "!=", "conflict")])
