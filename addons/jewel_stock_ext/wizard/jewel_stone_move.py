from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.jewel_base.const import CARAT_DIGITS

from ..stone import carats_of, share_of_carats

# Kind of movement -> holders that stones are taken from.
_SOURCES = {"issue": ["vault"], "return": ["master"]}
_BY_BENCH = ("broken", "lost")


class JewelStoneMove(models.TransientModel):
    """One dialog for all that happens to stones: choose them, say how many, done."""

    _name = "jewel.stone.move"
    _description = "Movement of Stones by Hand"

    kind = fields.Selection(
        [
            ("receipt", "Receive"),
            ("issue", "Issue to a Master"),
            ("return", "Return to the Vault"),
            ("broken", "Broken"),
            ("lost", "Lost"),
        ],
        "What Happens",
        required=True,
        default="issue",
    )
    lot_id = fields.Many2one("stock.lot", domain="[('jewel_stone_id', '!=', False)]")
    balance_ids = fields.Many2many("jewel.stone.balance", compute="_compute_balance_ids")
    balance_id = fields.Many2one(
        "jewel.stone.balance", "Stones", domain="[('id', 'in', balance_ids)]"
    )
    to_user_id = fields.Many2one("res.users", "Master", domain="[('share', '=', False)]")
    pieces = fields.Integer(compute="_compute_pieces", store=True, readonly=False)
    carats = fields.Float(
        digits=CARAT_DIGITS, compute="_compute_carats", store=True, readonly=False
    )
    note = fields.Char("Reason, Remark")
    ref = fields.Char("Document")
    is_booked = fields.Boolean("Booked", readonly=True, copy=False)

    @api.depends("kind")
    def _compute_balance_ids(self):
        for move in self:
            move.balance_ids = self.env["jewel.stone.balance"].search(move._get_source_domain())

    def _get_source_domain(self):
        """What may be chosen; record rules leave a jeweller his own."""
        return Domain("metal_holder", "in", _SOURCES.get(self.kind, ["vault", "master"]))

    @api.depends("balance_id", "lot_id", "kind")
    def _compute_pieces(self):
        for move in self:
            kind = (move.balance_id.sudo().lot_id or move.lot_id.sudo()).stone_kind
            move.pieces = 1 if kind == "single" else move._get_usual_pieces()

    def _get_usual_pieces(self):
        """Hook: how many stones are probably meant."""
        return self.pieces

    @api.depends("pieces", "balance_id", "lot_id")
    def _compute_carats(self):
        """By the average of the parcel, to be weighed; a single has those of its certificate."""
        for move in self:
            if move.kind == "receipt":
                lot = move.lot_id.sudo()
                move.carats = lot.stone_carats if lot.stone_kind == "single" else move.carats
            else:
                move.carats = float(share_of_carats(move.pieces, *move._get_at_hand()))

    def _get_at_hand(self):
        """Hook: (pieces, `Decimal` carats) of the chosen stones that may be moved."""
        return self.balance_id.pieces, carats_of(self.balance_id.carats)

    def action_move(self):
        """Book what was said, once; nothing is booked when the stones are not there."""
        self.ensure_one()
        if self.is_booked:  # pressed twice
            return {"type": "ir.actions.act_window_close"}
        self._check_may_move()
        if not (self.lot_id if self.kind == "receipt" else self.balance_id):
            raise UserError(self.env._("Choose the stones."))
        if self.balance_id and not self.balance_id.exists():
            raise UserError(
                self.env._(
                    "The chosen stones are not there any more: somebody may have taken them a "
                    "moment ago. Choose again."
                )
            )
        self.balance_id.check_access("read")
        self._set_booked()
        vals = self.sudo()._prepare_entry_vals()
        if self.kind in _BY_BENCH:
            act = self.env["jewel.stone.act"]._jewel_make(vals, self.note)
            return self._open_act(act)
        self.env["jewel.stone.entry"]._jewel_post([vals])
        return {"type": "ir.actions.act_window_close"}

    def _set_booked(self):
        """Who presses at the same time waits here, and begins anew."""
        query = SQL("UPDATE jewel_stone_move SET is_booked = true WHERE id = %s", self.id)
        self.env.cr.execute(query, log_exceptions=False)  # losing the race is no error
        self.invalidate_recordset(["is_booked"])

    def _check_may_move(self):
        user = self.env.user
        is_keeper = user.has_group("jewel_base.group_storekeeper")
        is_head = user.has_group("jewel_base.group_production_head")
        may_bench = self.kind in self._get_bench_kinds()
        if not (
            self.env.su
            or is_keeper
            or (may_bench and user.has_group("jewel_base.group_jeweller"))
            or is_head
        ):
            raise AccessError(
                self.env._("Stones are received, issued and taken back by the storekeeper.")
            )

    def _get_bench_kinds(self):
        """Hook: what a jeweller books himself, of stones that he has."""
        return _BY_BENCH

    def _prepare_entry_vals(self):
        source, dest = self._get_ends()
        return {
            "operation": self.kind,
            "lot_id": (self.balance_id.lot_id or self.lot_id).id,
            "location_id": source.id,
            "location_dest_id": dest.id,
            "pieces": self.pieces,
            "carats": self.carats,
            "ref": self.ref,
            "note": self.note,
            "user_id": self.env.user.id,
            "company_id": self.env.company.id,
        }

    def _get_ends(self):
        """Hook: (from, to) of the movement."""
        places, here = self.env["stock.location"], self.balance_id.location_id
        if self.kind == "receipt":
            kind = "client" if self.lot_id.is_client_stone else "supplier"
            return places._jewel_get_holder(kind), places._jewel_get_holder("vault")
        if self.kind == "issue":
            if not self.to_user_id:
                raise UserError(self.env._("Choose the master who gets the stones."))
            return here, self.to_user_id._make_metal_location(self.env.company)
        if self.kind == "return":
            return here, places._jewel_get_holder("vault")
        return here, places._jewel_get_holder("stones_broken")

    def _open_act(self, act):
        return {
            "type": "ir.actions.act_window",
            "res_model": act._name,
            "res_id": act.id,
            "views": [(False, "form")],
            "target": "current",
        }
