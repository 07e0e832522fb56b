from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class JewelCheckItem(models.Model):
    """One line of the check list that control goes through before a piece leaves the workshop."""

    _name = "jewel.check.item"
    _description = "Item of a Check List"
    _order = "sequence, id"

    name = fields.Char("What Is Checked", required=True)
    kind = fields.Selection(
        [
            ("yes_no", "Good or not"),
            ("measure", "Measure"),
            ("engraving", "Engraving, letter by letter"),
            ("pair", "Two masses of a pair"),
        ],
        "How",
        required=True,
        default="yes_no",
    )
    condition = fields.Selection(
        [
            ("always", "Always"),
            ("engraving", "When something is engraved"),
            ("stones", "When there are stones"),
            ("pair", "When the type goes in pairs"),
        ],
        "Needed",
        required=True,
        default="always",
    )
    unit = fields.Char(help="Of the measure: g, mm.")
    minimum = fields.Float("From", digits=(16, 4))
    maximum = fields.Float("To", digits=(16, 4), help="0: no limit.")
    limit_unit = fields.Selection(
        [("percent", "% of the heavier one"), ("gram", "g")], "Limit in", default="percent"
    )
    jewel_type_ids = fields.Many2many(
        "jewel.product.type", string="Types of Jewellery", help="Empty: all types."
    )
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        "Stage",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('is_quality', '=', True)]",
        help="Empty: every stage of control.",
    )
    rework_reason_id = fields.Many2one(
        "jewel.rework.reason", "Reason for Return", help="Proposed when a piece fails here."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.constrains("kind", "minimum", "maximum")
    def _check_limits(self):
        for item in self:
            if item.kind == "pair" and item.maximum <= 0:
                raise ValidationError(
                    self.env._("To check pairs with “%s”, set the limit in “To”.", item.name)
                )
            if item.maximum and item.maximum < item.minimum:
                raise ValidationError(
                    self.env._("“%s”: the upper limit is below the lower one.", item.name)
                )

    def _get_items(self, workorder):
        """Items that the piece of ``workorder`` is checked by at its stage."""
        job = workorder.production_id
        domain = Domain("workcenter_id", "in", [False, workorder.workcenter_id.id])
        items = self.search(domain)
        return items.filtered(
            lambda item: (
                (not item.jewel_type_ids or job.jewel_type_id in item.jewel_type_ids)
                and item._is_needed(job)
            )
        )

    def _is_needed(self, job):
        """Who adds a ``condition`` also adds ``_is_needed_<condition>(job)``."""
        self.ensure_one()
        if self.kind == "engraving" and not job.engraving:
            return False
        return getattr(self, f"_is_needed_{self.condition}")(job)

    def _is_needed_always(self, job):
        return True

    def _is_needed_engraving(self, job):
        return bool(job.engraving)

    def _is_needed_stones(self, job):
        return self.env["jewel.route.line"]._is_needed_stones(job)

    def _is_needed_pair(self, job):
        return job.jewel_type_id.is_pair

    def _prepare_line_vals(self):
        """Values of the line of a check; later changes of the item leave checks as they were."""
        self.ensure_one()
        return {
            "item_id": self.id,
            "name": self.name,
            "kind": self.kind,
            "unit": self.unit,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "limit_unit": self.limit_unit,
            "sequence": self.sequence,
        }
