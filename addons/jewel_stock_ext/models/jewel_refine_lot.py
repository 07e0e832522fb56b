from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import FINENESS_DIGITS, PURE_DIGITS
from ..metal import exact, pure


class JewelRefineLot(models.Model):
    """Filings, sweeps or scrap of one master under a numbered seal."""

    _name = "jewel.refine.lot"
    _description = "Sealed Lot"
    _inherit = ["mail.thread", "jewel.state.mixin"]
    _order = "id desc"

    _moves = {
        "open": {"sealed"},
        "sealed": {"collected"},
        "collected": {"sent"},
        "sent": {"settled"},
        "settled": set(),
    }

    name = fields.Char("Seal No.", required=True, index="trigram", copy=False)
    kind = fields.Selection(
        [
            ("scrap", "Scrap to Melt"),
            ("filings", "Filings"),
            ("stones", "Scrap with Stones"),
            ("sweeps", "Sweeps"),
            ("solutions", "Solutions"),
        ],
        required=True,
        default="filings",
    )
    state = fields.Selection(
        [
            ("open", "Being Filled"),
            ("sealed", "Sealed at the Master"),
            ("collected", "In the Vault"),
            ("sent", "At the Refiner"),
            ("settled", "Settled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
    )
    location_id = fields.Many2one(
        "stock.location",
        "Master",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('metal_holder', '=', 'master')]",
    )
    user_id = fields.Many2one("res.users", related="location_id.responsible_id", store=True)
    vault_id = fields.Many2one(
        "stock.location",
        required=True,
        ondelete="restrict",
        domain="[('metal_holder', '=', 'vault')]",
        default=lambda self: self.env["stock.location"]._jewel_get_holder("vault").id,
    )
    line_ids = fields.One2many("jewel.refine.lot.line", "lot_id", "Alloys", copy=True)
    refine_id = fields.Many2one(
        "jewel.refine", "Sending", index="btree_not_null", ondelete="restrict", copy=False
    )
    gross_weight = fields.Float(
        "Gross, g", compute="_compute_weights", store=True, digits=WEIGHT_DIGITS
    )
    pure_weight = fields.Float(
        "Pure by Book, g", compute="_compute_weights", store=True, digits=PURE_DIGITS
    )
    recovered_pure_weight = fields.Float(
        "Recovered Pure, g",
        digits=PURE_DIGITS,
        readonly=True,
        copy=False,
        help="Share of what the refiner recovered, by pure metal of the lot.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _seal_uniq = models.UniqueIndex(
        "(company_id, upper(trim(name)))", "This seal number has been used already."
    )

    @api.depends("line_ids.gross_weight", "line_ids.fineness")
    def _compute_weights(self):
        for lot in self:
            lot.gross_weight = sum(lot.line_ids.mapped("gross_weight"))
            lot.pure_weight = float(lot._get_pure())

    def _get_pure(self):
        return sum(
            (pure(exact(line.gross_weight), exact(line.fineness, 1)) for line in self.line_ids),
            Decimal(0),
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jewel_check_by_action(vals)
        lots = super().create(vals_list)
        lots._jewel_check_sending()
        return lots

    def write(self, vals):
        self._jewel_check_by_action(vals)
        if set(vals) - {"refine_id", "message_follower_ids"}:
            self._jewel_check_open()
        elif (
            not self.env.su
            and "refine_id" in vals
            and self.filtered(lambda lot: lot.state != "collected")
        ):
            raise UserError(self.env._("Only lots that lie in the vault are sent to the refiner."))
        result = super().write(vals)
        if "refine_id" in vals:
            self._jewel_check_sending()
        return result

    def _jewel_check_by_action(self, vals):
        if not self.env.su and (
            "recovered_pure_weight" in vals or vals.get("state", "open") != "open"
        ):
            raise AccessError(self.env._("State and share of a lot are set by its buttons."))

    def _jewel_check_open(self):
        """Nothing is changed under a seal, nor while it is being sealed."""
        if self.env.su:
            return
        self._lock()
        if shut := self.filtered(lambda lot: lot.state != "open"):
            raise UserError(
                self.env._("Lot %s is sealed and stays as it is.", ", ".join(shut.mapped("name")))
            )

    def _jewel_check_sending(self):
        """What has left, or was called off, takes no more lots."""
        left = self.refine_id.filtered(lambda refine: refine.state != "draft")
        if left and not self.env.su:
            raise UserError(
                self.env._(
                    "%s has left or was cancelled: put the lot on another sending.",
                    ", ".join(left.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        if self.filtered(lambda lot: lot.state != "open"):
            raise UserError(self.env._("A sealed lot is sent to the refiner, never deleted."))

    def _jewel_at_hand(self):
        self.check_access("write")
        lots = self.sudo()
        lots._lock()
        lots.invalidate_recordset(["state"])
        return lots

    def action_seal(self):
        """Nothing is added to the lot any more."""
        for lot in self._jewel_at_hand():
            if not lot.gross_weight:
                raise UserError(
                    self.env._("Lot %s: enter what is in it, and its weight.", lot.name)
                )
            lot._set_state("sealed")
        return True

    def action_collect(self):
        """The sealed lot goes from the master to the vault."""
        for lot in self._jewel_at_hand()._set_state("collected"):
            self.env["jewel.metal.entry"]._jewel_post(
                lot._prepare_entries("return", lot.location_id, lot.vault_id, ref=lot.name)
            )
        return True

    def _prepare_entries(self, operation, source, dest, **vals):
        return [
            {
                "operation": operation,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "alloy_id": line.alloy_id.id,
                "fineness": line.fineness,
                "gross_weight": line.gross_weight,
                "form": "scrap" if self.kind in ("scrap", "stones") else "filings",
                "user_id": self.env.uid,
                "company_id": self.company_id.id,
                **vals,
            }
            for line in self.line_ids
        ]


class JewelRefineLotLine(models.Model):
    _name = "jewel.refine.lot.line"
    _description = "Alloy in a Sealed Lot"

    lot_id = fields.Many2one("jewel.refine.lot", required=True, index=True, ondelete="cascade")
    alloy_id = fields.Many2one("jewel.alloy", required=True, ondelete="restrict")
    fineness = fields.Float(
        "Fineness, ‰",
        digits=FINENESS_DIGITS,
        compute="_compute_fineness",
        store=True,
        readonly=False,
    )
    gross_weight = fields.Float("Gross, g", digits=WEIGHT_DIGITS, required=True)

    _positive = models.Constraint("CHECK(gross_weight > 0)", "A weight is above zero.")

    @api.depends("alloy_id")
    def _compute_fineness(self):
        for line in self:
            line.fineness = line.alloy_id.fineness

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.lot_id._jewel_check_open()
        return lines

    def write(self, vals):
        """Neither taken out of a sealed lot, nor put into one."""
        self.lot_id._jewel_check_open()
        result = super().write(vals)
        self.lot_id._jewel_check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self.lot_id._jewel_check_open()
