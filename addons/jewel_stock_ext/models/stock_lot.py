from decimal import ROUND_HALF_UP, Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.jewel_base.assay import milligrams
from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..metal import exact
from ..tag import Tag
from ..uin import is_uin


class StockLot(models.Model):
    """A piece: its mass, its УИН, and how far the УИН has come."""

    _inherit = "stock.lot"

    final_weight = fields.Float(
        "Weight, g", digits=WEIGHT_DIGITS, help="Mass of the piece, or of the pieces of a lot."
    )
    uin = fields.Char(
        "UIN",
        copy=False,
        help="Unique identification number of the piece, 16 digits, as on the tag.",
    )
    uin_requested_on = fields.Datetime("UIN Requested on", readonly=True, copy=False)
    tag_printed_on = fields.Datetime(readonly=True, copy=False)
    uin_sold_on = fields.Datetime("Sold on", readonly=True, copy=False)
    uin_state = fields.Selection(
        [
            ("none", "No UIN"),
            ("requested", "Requested"),
            ("assigned", "Assigned"),
            ("on_tag", "On the Tag"),
            ("sold", "Sold"),
        ],
        "State of the UIN",
        compute="_compute_uin_state",
        store=True,
        index=True,
    )

    _uin_uniq = models.UniqueIndex(
        "(uin) WHERE uin <> ''", "Another piece has this UIN already: check the tag."
    )

    @api.depends("uin", "uin_requested_on", "tag_printed_on", "uin_sold_on")
    def _compute_uin_state(self):
        for lot in self:
            if not lot.uin:
                lot.uin_state = "requested" if lot.uin_requested_on else "none"
            elif lot.uin_sold_on:
                lot.uin_state = "sold"
            else:
                lot.uin_state = "on_tag" if lot.tag_printed_on else "assigned"

    @api.constrains("uin")
    def _check_uin(self):
        for lot in self.filtered("uin"):
            if not is_uin(lot.uin):
                raise ValidationError(
                    self.env._(
                        "UIN %(uin)s of %(lot)s is wrong: it has 16 digits. Check the tag.",
                        uin=lot.uin,
                        lot=lot.name,
                    )
                )

    def write(self, vals):
        """Another УИН makes the printed tag a wrong one; that of a sold piece stays."""
        if "uin" in vals:
            changed = self.filtered(lambda lot: (lot.uin or "") != (vals["uin"] or ""))
            if sold := changed.filtered("uin_sold_on"):
                raise UserError(
                    self.env._(
                        "%s has been sold with its UIN: it cannot be changed.",
                        ", ".join(sold.mapped("name")),
                    )
                )
            changed.filtered("tag_printed_on").tag_printed_on = False
        return super().write(vals)

    # === TAG === #

    def _get_tag_gaps(self):
        """Hook: sentences that say what a tag of this piece would lack."""
        self.ensure_one()
        product = self.product_id
        lacking = [
            label
            for value, label in (
                (product.default_code, self.env._("article")),
                (product.alloy_id, self.env._("metal and fineness")),
                (self.final_weight, self.env._("weight")),
                (self.uin or not product.uin_required, self.env._("UIN")),
            )
            if not value
        ]
        if not lacking:
            return []
        return [
            self.env._(
                "The tag of %(lot)s would lack: %(what)s.", lot=self.name, what=", ".join(lacking)
            )
        ]

    def _prepare_tag(self, with_price=False):
        """What the tag says (`Tag`), first what a buyer looks for."""
        self.ensure_one()
        product, company = self.product_id, self.company_id or self.env.company
        alloy = product.alloy_id
        metals = dict(alloy._fields["metal"]._description_selection(self.env))
        maker = company.partner_id
        parts = maker._display_address(without_company=True).split("\n")
        address = ", ".join(part.strip() for part in parts if part.strip())
        size = self._get_tag_size()
        lines = [
            product.with_context(display_default_code=False).display_name,
            self.env._("Art. %s", product.default_code or ""),
            size and self.env._("Size %s", size),
            alloy and f"{metals.get(alloy.metal, '')} {alloy.fineness:g}",
            self.env._("Weight %s g", _grams(self.final_weight)),
            "; ".join(self._get_tag_inserts()),
            with_price and self.env._("Price %s", self._get_tag_price(company)),
            ", ".join(filter(None, [company.name, address])),
            self.env._("Quality control: passed"),
        ]
        return Tag(tuple(filter(None, lines)), self.uin or "")

    def _get_tag_price(self, company):
        price = Decimal(str(self.product_id.lst_price)).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = f"{price:,.2f}".replace(",", "\u00a0").replace(".", ",")
        return f"{text} {company.currency_id.symbol}"

    def _get_tag_size(self):
        """Hook: size of the piece as the tag prints it."""
        return ""

    def _get_tag_inserts(self):
        """Hook: inserts in the notation of tags."""
        return self.product_id.insert_ids.filtered("tag_notation").mapped("tag_notation")


def _grams(value):
    """Grams as a tag writes them: at least two decimals, a third where it says something."""
    text = f"{milligrams(exact(value))}"
    return (text[:-1] if text.endswith("0") else text).replace(".", ",")
