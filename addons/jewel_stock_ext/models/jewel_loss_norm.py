from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.jewel_base.const import METALS

from ..const import COMPLEXITIES
from ..metal import exact


class JewelLossNorm(models.Model):
    """A line of the workshop's order on norms of loss, valid from one day to another.

    A norm is never rewritten: what was allowed on a day stays allowed. A new order adds new lines,
    and the newest that is in force on the day counts.
    """

    _name = "jewel.loss.norm"
    _description = "Norm of Loss"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "order_no"

    metal = fields.Selection(METALS, required=True, default="gold", index=True)
    alloy_id = fields.Many2one(
        "jewel.alloy",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('metal', '=', metal)]",
        help="Empty: all alloys of the metal.",
    )
    complexity = fields.Selection(COMPLEXITIES, help="Empty: pieces of any complexity.")
    base = fields.Selection(
        [("issued", "Issued Metal"), ("finished", "Finished Metal")],
        required=True,
        default="issued",
        help="Mass of which the per cent is taken.",
    )
    percent = fields.Float("Norm, %", digits=(6, 3), required=True)
    date_from = fields.Date("In Force from", required=True, index=True)
    date_to = fields.Date("In Force to", tracking=True, help="Empty: until a newer order.")
    order_no = fields.Char("Order No.", required=True)
    order_date = fields.Date(required=True)
    approver_id = fields.Many2one(
        "res.users", "Approved by", required=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _percent_range = models.Constraint(
        "CHECK(percent >= 0 AND percent < 100)", "A norm lies between 0 and 100 %."
    )
    _period = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A norm ends after it begins."
    )

    @api.constrains("metal", "alloy_id")
    def _check_alloy(self):
        for norm in self:
            if norm.alloy_id and norm.alloy_id.metal != norm.metal:
                raise ValidationError(
                    self.env._("%s is another metal than the norm is for.", norm.alloy_id.name)
                )

    def write(self, vals):
        if set(vals) - {"date_to", "message_follower_ids"} and self:
            raise UserError(
                self.env._(
                    "Norms of order %s stay as they were approved. End them by a date, and enter "
                    "the lines of the new order.",
                    ", ".join(set(self.mapped("order_no"))),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A norm that has been approved is ended by a date, never deleted.")
        )

    @api.model
    def _jewel_find(self, alloy, date, complexity=None, **keys):
        """The norm in force on ``date``, the most exact one first; empty when there is none.

        :param keys: records by the further fields that say of what operation it is; a norm that
            leaves the field empty holds for all
        """
        return self._jewel_search(alloy, **keys)._jewel_pick(date, complexity, keys)

    @api.model
    def _jewel_search(self, alloy, **keys):
        """All norms for the metal and the operation, of whatever day and complexity."""
        return self.sudo().search(
            [
                ("metal", "=", alloy.metal),
                ("alloy_id", "in", [alloy.id, False]),
                ("company_id", "=", self.env.company.id),
                *((name, "in", [record.id, False]) for name, record in keys.items()),
            ]
        )

    def _jewel_pick(self, date, complexity=None, names=()):
        """Of these norms the one in force on ``date``, the most exact one first."""
        norms = self.filtered(
            lambda norm: (
                norm.date_from <= date
                and (not norm.date_to or date <= norm.date_to)
                and norm.complexity in (complexity, False)
            )
        )
        return norms.sorted(
            lambda norm: (
                *(bool(norm[name]) for name in names),
                bool(norm.alloy_id),
                bool(norm.complexity),
                norm.date_from,
                norm.id,
            )
        )[-1:]

    def _get_base(self, issued, finished):
        """Grams of which the per cent is taken."""
        return finished if self.base == "finished" else issued

    def _get_percent(self):
        return exact(self.percent, 3)
