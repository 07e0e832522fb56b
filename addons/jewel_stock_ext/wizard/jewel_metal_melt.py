from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import FINENESS_DIGITS, FORMS, OWNER_GROUPS
from ..metal import exact, pure


class JewelMetalMelt(models.TransientModel):
    """Scrap, sprues or pure metal are melted into one ingot, which is weighed and assayed.

    Only metal of a vault: what masters have comes back there first, with their signature.
    """

    _name = "jewel.metal.melt"
    _description = "Melt"

    location_id = fields.Many2one(
        "stock.location",
        "Holder",
        required=True,
        domain="[('metal_holder', '=', 'vault'),"
        " ('company_id', 'in', (allowed_company_ids[0], False))]",
        default=lambda self: self.env["stock.location"]._jewel_get_holder("vault"),
    )
    owner_id = fields.Many2one(
        "res.partner", groups=OWNER_GROUPS, help="Whose metal it is; empty: ours."
    )
    line_ids = fields.One2many("jewel.metal.melt.line", "melt_id", "Into the Pot")
    ligature_weight = fields.Float(
        "Ligature, g", digits=WEIGHT_DIGITS, help="Base metal that was added, by the scale."
    )
    alloy_id = fields.Many2one("jewel.alloy", "Becomes", required=True)
    form = fields.Selection(FORMS, default="ingot")
    gross_weight = fields.Float("Weighed, g", digits=WEIGHT_DIGITS)
    fineness = fields.Float(
        "Assayed, ‰",
        digits=FINENESS_DIGITS,
        compute="_compute_fineness",
        store=True,
        readonly=False,
    )
    note = fields.Char()
    ref = fields.Char("Document", readonly=True)
    lost_weight = fields.Float(
        "Burnt, g", digits=WEIGHT_DIGITS, compute="_compute_result", help="Mass that the pot took."
    )
    found_weight = fields.Float(
        "Pure, Found, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_result",
        help="Pure metal by assay above what was declared; below zero: missing.",
    )

    @api.depends("alloy_id")
    def _compute_fineness(self):
        for melt in self:
            melt.fineness = melt.alloy_id.fineness

    @api.depends(
        "line_ids.gross_weight",
        "line_ids.fineness",
        "ligature_weight",
        "gross_weight",
        "fineness",
    )
    def _compute_result(self):
        for melt in self:
            lines = melt.line_ids
            gross = exact(melt.gross_weight)
            melted = sum(exact(line.gross_weight) for line in lines) + exact(melt.ligature_weight)
            declared = sum(line._get_pure() for line in lines)
            melt.lost_weight = float(melted - gross)
            melt.found_weight = float(pure(gross, exact(melt.fineness, 1)) - declared)

    def action_melt(self):
        """Book the melt, once; the ledger shows its entries.

        :raise UserError: a weight is missing, the holder has less, metals differ, the ingot
            weighs more than what went into the pot, or nobody says where pure metal is
        """
        self.ensure_one()
        self.location_id._jewel_lock()
        if not self.ref:
            self._check_weights()
            self._check_book()
            self._post()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_metal_entry_action"
        )
        return {
            **action,
            "domain": [("ref", "=", self.ref)],
            "context": {},
            "display_name": self.ref,
        }

    def _post(self):
        self.ref = self.env["ir.sequence"].sudo().next_by_code(self._name)
        self.env["jewel.metal.entry"]._jewel_post_melt(
            self.location_id,
            [line._prepare_vals() for line in self.line_ids],
            {
                "alloy_id": self.alloy_id.id,
                "gross_weight": self.gross_weight,
                "fineness": self.fineness,
                "form": self.form,
            },
            ligature=self.ligature_weight,
            ref=self.ref,
            note=self.note,
            owner_id=self.sudo().owner_id.id,
            company_id=(self.location_id.company_id or self.env.company).id,
        )

    def _check_weights(self):
        if self.location_id.metal_holder != "vault":
            raise UserError(
                self.env._(
                    "%s is no vault: have the metal returned to the vault, then melt it.",
                    self.location_id.display_name,
                )
            )
        if not self.line_ids:
            raise UserError(self.env._("Enter what goes into the pot."))
        for part in (*self.line_ids, self):
            if part.gross_weight <= 0 or part.fineness <= 0:
                raise UserError(
                    self.env._("%s: enter the mass and the fineness.", part.alloy_id.name)
                )
        if len((self.line_ids.alloy_id | self.alloy_id).grouped("metal")) > 1:
            raise UserError(self.env._("Melt each metal apart: gold and silver do not add up."))
        if self.lost_weight < 0:
            raise UserError(
                self.env._(
                    "What came out weighs %s g more than what went into the pot. Weigh again, or "
                    "enter the ligature that was added.",
                    formatLang(self.env, -self.lost_weight, digits=4),
                )
            )
        if self.found_weight < 0 and not (self.note or "").strip():
            raise UserError(
                self.env._(
                    "%s g of pure metal are missing by assay: weigh and assay again, or say in the "
                    "note why.",
                    formatLang(self.env, -self.found_weight, digits=4),
                )
            )

    def _check_book(self):
        balances, owner = self.env["jewel.metal.balance"].sudo(), self.sudo().owner_id
        for alloy, lines in self.line_ids.grouped("alloy_id").items():
            melted = sum(exact(line.gross_weight) for line in lines)
            has = balances._get_balance(self.location_id, alloy, owner)["gross"]
            if melted > has:
                raise UserError(
                    self.env._(
                        "%(holder)s has %(has)s g of %(alloy)s by the book, and %(melted)s g are "
                        "melted. Count the metal first.",
                        holder=self.location_id.display_name,
                        has=formatLang(self.env, float(has), digits=4),
                        alloy=alloy.name,
                        melted=formatLang(self.env, float(melted), digits=4),
                    )
                )


class JewelMetalMeltLine(models.TransientModel):
    """One alloy that goes into the pot."""

    _name = "jewel.metal.melt.line"
    _description = "Metal to Melt"

    melt_id = fields.Many2one("jewel.metal.melt", required=True, ondelete="cascade")
    alloy_id = fields.Many2one("jewel.alloy", required=True)
    gross_weight = fields.Float("Gross, g", digits=WEIGHT_DIGITS)
    fineness = fields.Float(
        "Declared, ‰",
        digits=FINENESS_DIGITS,
        compute="_compute_fineness",
        store=True,
        readonly=False,
    )

    @api.depends("alloy_id")
    def _compute_fineness(self):
        for line in self:
            line.fineness = line.alloy_id.fineness

    def _get_pure(self):
        return pure(exact(self.gross_weight), exact(self.fineness, 1))

    def _prepare_vals(self):
        return {
            "alloy_id": self.alloy_id.id,
            "gross_weight": self.gross_weight,
            "fineness": self.fineness,
        }
