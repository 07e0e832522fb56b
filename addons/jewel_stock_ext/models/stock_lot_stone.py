from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.jewel_base.const import CARAT_DIGITS
from odoo.addons.jewel_base.notation import insert_notation

from ..const import OWNER_GROUPS
from ..stone import carats_of

# Field of the lot -> field of the kind of stone that it is taken from.
_FROM_KIND = {
    "stone_shape": "shape",
    "stone_size": "size",
    "stone_colour": "colour",
    "stone_clarity": "clarity",
    "stone_cut": "cut_group",
    "stone_treatment": "treatment",
}
# What the entries of the ledger were booked by; changed, they would say something else.
_FIXED = frozenset({"product_id", "stone_kind", "stone_carats", "stone_owner_id"})


class StockLot(models.Model):
    """A parcel of stones, or one certified stone."""

    _inherit = "stock.lot"

    jewel_stone_id = fields.Many2one(
        related="product_id.product_tmpl_id.jewel_stone_id", store=True, index="btree_not_null"
    )
    stone_kind = fields.Selection(
        [("parcel", "Parcel"), ("single", "Certified Stone")],
        "Parcel or Single",
        default="parcel",
        required=True,
    )
    stone_shape = fields.Char("Shape", compute="_compute_stone", store=True, readonly=False)
    stone_size = fields.Char("Size, mm", compute="_compute_stone", store=True, readonly=False)
    stone_sieve = fields.Char("Sieve")
    stone_colour = fields.Char("Colour", compute="_compute_stone", store=True, readonly=False)
    stone_clarity = fields.Char("Clarity", compute="_compute_stone", store=True, readonly=False)
    stone_cut = fields.Char("Cut Group", compute="_compute_stone", store=True, readonly=False)
    stone_treatment = fields.Char("Treatment", compute="_compute_stone", store=True, readonly=False)
    stone_carats = fields.Float("Carats of the Stone", digits=CARAT_DIGITS)
    certificate_no = fields.Char("Certificate No.", copy=False)
    certificate_lab = fields.Char("Laboratory")
    stone_owner_id = fields.Many2one(
        "res.partner",
        "Client's Stones of",
        index="btree_not_null",
        ondelete="restrict",
        groups=OWNER_GROUPS,
        help="Whose stones they are; empty: ours.",
    )
    is_client_stone = fields.Boolean(
        "Client's Stones", compute="_compute_is_client_stone", store=True, compute_sudo=True
    )
    stone_text = fields.Char("On the Tag", compute="_compute_stone_text")
    stone_turn = fields.Integer(copy=False)
    stone_entry_ids = fields.One2many("jewel.stone.entry", "lot_id", "Movements", readonly=True)
    stone_balance_ids = fields.One2many("jewel.stone.balance", "lot_id", "Held by", readonly=True)

    _certificate_uniq = models.UniqueIndex(
        "(lower(certificate_lab), lower(certificate_no)) WHERE certificate_no <> ''",
        "There is a stone with this certificate of this laboratory already.",
    )
    _stone_carats_positive = models.Constraint(
        "CHECK(stone_carats >= 0)", "Carats cannot be negative."
    )

    @api.depends("product_id.product_tmpl_id.jewel_stone_id")
    def _compute_stone(self):
        for lot in self:
            kind = lot.product_id.jewel_stone_id
            for fname, source in _FROM_KIND.items():
                lot[fname] = lot[fname] or kind[source]

    @api.depends("stone_owner_id")
    def _compute_is_client_stone(self):
        for lot in self:
            lot.is_client_stone = bool(lot.stone_owner_id)

    @api.depends("stone_kind", "stone_carats", "jewel_stone_id.tag_name", *_FROM_KIND)
    def _compute_stone_text(self):
        for lot in self:
            is_single = lot.stone_kind == "single"
            text = lot._get_stone_notation(1, lot.stone_carats if is_single else 0)
            lot.stone_text = text if is_single else text.removeprefix("1 ")

    @api.constrains("stone_kind", "stone_carats", "certificate_no", "certificate_lab")
    def _check_single(self):
        for lot in self.filtered(lambda lot: lot.stone_kind == "single"):
            if not (lot.certificate_no and lot.certificate_lab and lot.stone_carats > 0):
                raise ValidationError(
                    self.env._(
                        "Stone %s is a single: enter its certificate number, the laboratory and "
                        "its carats.",
                        lot.name,
                    )
                )

    def write(self, vals):
        if _FIXED & vals.keys():
            moved = self.sudo().filtered("stone_entry_ids")
            if changed := moved.filtered(lambda lot: lot._is_other(vals)):
                raise UserError(
                    self.env._(
                        "Stones of %s have been booked: kind, carats and owner stay as they are. "
                        "Make another lot.",
                        ", ".join(changed.mapped("name")),
                    )
                )
        return super().write(vals)

    def _is_other(self, vals):
        """Whether ``vals`` change what the entries were booked by."""
        for fname in _FIXED & vals.keys():
            is_link = self._fields[fname].type == "many2one"
            if (self[fname].id if is_link else self[fname]) != vals[fname]:
                return True
        return False

    def _get_stone_notation(self, pieces, carats):
        """How a tag writes so many stones of this lot."""
        self.ensure_one()
        kind = self.jewel_stone_id
        return insert_notation(
            pieces,
            kind.tag_name or kind.name or self.product_id.name or "",
            shape=self.stone_shape,
            size=self.stone_size if self.stone_size != self.stone_shape else "",
            carats=carats_of(carats),
            colour=self.stone_colour,
            clarity=self.stone_clarity,
            cut=self.stone_cut,
            mark=self.stone_treatment,
        )

    def _jewel_take_turn(self):
        """One at a time for a lot of stones.

        The row is really changed, not only locked: whoever waited for it is repeated by Odoo and
        sees what the first one has left.
        """
        self.env.cr.execute(
            "UPDATE stock_lot SET stone_turn = coalesce(stone_turn, 0) + 1 WHERE id IN"
            " (SELECT id FROM stock_lot WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)",
            [tuple(self.ids) or (0,)],
        )
        self.invalidate_recordset(["stone_turn"])
