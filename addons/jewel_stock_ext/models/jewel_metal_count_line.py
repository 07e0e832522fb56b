from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import FINENESS_DIGITS, FORMS, OWNER_GROUPS, PURE_DIGITS
from ..metal import exact, pure
from ..weighing import doubts


class JewelMetalCountLine(models.Model):
    """One heap on the scale: what the book says of it, and what the scale says."""

    _name = "jewel.metal.count.line"
    _description = "Metal Counted"
    _order = "count_id, alloy_id, id"
    _rec_name = "alloy_id"

    count_id = fields.Many2one("jewel.metal.count", required=True, index=True, ondelete="cascade")
    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True, ondelete="restrict")
    form = fields.Selection(FORMS, help="Empty: forms that were worked into each other, as one.")
    fineness = fields.Float(
        "Fineness, ‰",
        digits=FINENESS_DIGITS,
        compute="_compute_fineness",
        store=True,
        readonly=False,
    )
    owner_id = fields.Many2one("res.partner", ondelete="restrict", groups=OWNER_GROUPS)
    is_client_metal = fields.Boolean(
        "Client's Metal", compute="_compute_is_client_metal", compute_sudo=True
    )
    book_weight = fields.Float("Book, g", digits=WEIGHT_DIGITS, readonly=True)
    book_net_weight = fields.Float("Book Net, g", digits=WEIGHT_DIGITS, readonly=True)
    scale_weight = fields.Float("Scale, g", digits=WEIGHT_DIGITS)
    is_weighed = fields.Boolean("Weighed")
    asked_weight = fields.Float("Weighed Before, g", digits=WEIGHT_DIGITS, readonly=True)
    difference = fields.Float("Difference, g", compute="_compute_difference", digits=WEIGHT_DIGITS)
    pure_difference = fields.Float(
        "Difference, Pure g", compute="_compute_difference", digits=PURE_DIGITS
    )
    doubt = fields.Char("Look Again", compute="_compute_doubt")

    _scale_positive = models.Constraint("CHECK(scale_weight >= 0)", "A weight cannot be negative.")

    @api.depends("alloy_id")
    def _compute_fineness(self):
        for line in self:
            line.fineness = line.fineness or line.alloy_id.fineness

    @api.depends("owner_id")
    def _compute_is_client_metal(self):
        for line in self:
            line.is_client_metal = bool(line.owner_id)

    @api.depends("book_weight", "scale_weight", "fineness")
    def _compute_difference(self):
        for line in self:
            grams = line._get_difference()
            fineness = exact(line.fineness, 1)
            line.difference = float(grams)
            line.pure_difference = float(pure(abs(grams), fineness).copy_sign(grams))

    @api.depends("book_weight", "scale_weight", "is_weighed")
    def _compute_doubt(self):
        texts = {
            "point": self.env._("ten times more or less: is the comma in its place?"),
            "swapped": self.env._("two digits seem to have changed places"),
        }
        for line in self:
            found = line.is_weighed and doubts(exact(line.scale_weight), exact(line.book_weight))
            line.doubt = "; ".join(texts[doubt] for doubt in found or ())

    @api.onchange("scale_weight")
    def _onchange_scale_weight(self):
        self.is_weighed = self.is_weighed or bool(self.scale_weight)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([self._prepare_weighed(vals) for vals in vals_list])
        lines.count_id._jewel_check_draft()
        return lines

    def write(self, vals):
        """Neither taken from a count that was signed, nor put on one."""
        self.count_id._jewel_check_draft()
        result = super().write(self._prepare_weighed(vals))
        self.count_id._jewel_check_draft()
        return result

    @api.model
    def _prepare_weighed(self, vals):
        """The book is read from the ledger, never typed; a weight that is typed was weighed."""
        if not self.env.su and vals.keys() & {"book_weight", "book_net_weight", "asked_weight"}:
            raise UserError(self.env._("What the book says is read from the ledger."))
        return {**vals, "is_weighed": True} if vals.get("scale_weight") else vals

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self.count_id._jewel_check_draft()
        if not self.env.su and self.filtered("book_weight"):
            raise UserError(self.env._("What is in the book is weighed, or is 0: it stays."))

    def _get_key(self):
        return (self.alloy_id.id, self.fineness, self.form, self.sudo().owner_id.id)

    def _get_difference(self):
        return exact(self.scale_weight) - exact(self.book_weight)
