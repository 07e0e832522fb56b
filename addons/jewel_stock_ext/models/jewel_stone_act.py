from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.const import CARAT_DIGITS

_OPEN_TO_EDIT = frozenset({"payer", "resolution", "reason", "message_follower_ids", "activity_ids"})


class JewelStoneAct(models.Model):
    """A stone that was broken or lost: what, by whom, why, who pays, and who has decided it."""

    _name = "jewel.stone.act"
    _description = "Act of Breakage"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _order = "date desc, id desc"

    _moves = {"open": {"decided", "cancelled"}, "decided": set(), "cancelled": set()}

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    state = fields.Selection(
        [("open", "To Decide"), ("decided", "Decided"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [("broken", "Broken"), ("lost", "Lost")], required=True, readonly=True, default="broken"
    )
    lot_id = fields.Many2one("stock.lot", "Stones", required=True, readonly=True, index=True)
    stone_name = fields.Char("Stone", readonly=True)
    pieces = fields.Integer(readonly=True)
    carats = fields.Float(digits=CARAT_DIGITS, readonly=True)
    is_client_stone = fields.Boolean("Client's Stone", readonly=True)
    location_id = fields.Many2one("stock.location", "Holder", required=True, readonly=True)
    responsible_id = fields.Many2one("res.users", "Master", readonly=True, index=True)
    document = fields.Char("Job, Document", readonly=True)
    reason = fields.Text(required=True, tracking=True)
    payer = fields.Selection(
        [
            ("workshop", "Workshop"),
            ("master", "Master"),
            ("client", "Client"),
            ("supplier", "Supplier"),
        ],
        "Who Pays",
        tracking=True,
    )
    resolution = fields.Text("Decision in Words", tracking=True)
    decided_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    entry_id = fields.Many2one("jewel.stone.entry", "Movement", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.model
    def _jewel_make(self, entry_vals, reason):
        """Book stones as broken or lost and write the act about it.

        :param entry_vals: of `jewel.stone.entry`: lot, from, pieces, carats, operation
        :return: the act, as superuser
        :raise UserError: no reason is given, or the holder has no such stones
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say how the stone was broken or lost."))
        name = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        entry = self.env["jewel.stone.entry"]._jewel_post(
            [{**entry_vals, "note": f"{name}: {reason}"}]
        )
        act = self.sudo().create(self._prepare_act_vals(entry, name, reason))
        act._post_jewel_made()
        return act

    @api.model
    def _prepare_act_vals(self, entry, name, reason):
        return {
            "name": name,
            "kind": entry.operation,
            "lot_id": entry.lot_id.id,
            "stone_name": entry.lot_id._get_stone_notation(entry.pieces, entry.carats),
            "pieces": entry.pieces,
            "carats": entry.carats,
            "is_client_stone": entry.is_client_stone,
            "location_id": entry.location_id.id,
            "responsible_id": entry.location_id.responsible_id.id or self.env.user.id,
            "document": entry.ref,
            "reason": reason,
            "entry_id": entry.id,
            "company_id": entry.company_id.id,
        }

    def _post_jewel_made(self):
        """Hook: called once for an act that has just been written, as superuser."""

    def write(self, vals):
        if not self.env.su and set(vals) - _OPEN_TO_EDIT:
            raise AccessError(self.env._("Numbers and state of an act are not typed."))
        if not self.env.su and {"payer", "resolution"} & vals.keys():
            self._check_may_decide()
        if not self.env.su and any(act.state != "open" for act in self):
            raise UserError(self.env._("The act is closed: it stays as it was approved."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An act of breakage is decided or cancelled, never deleted."))

    def _jewel_close(self, state):
        """Move the acts to ``state``, and note who has decided it; return those that moved."""
        now = fields.Datetime.now()
        return self._set_state(state, {"decided_by_id": self.env.user.id, "decided_on": now})

    def action_decide(self):
        """Head or director approve who pays, never the one who had the stone."""
        self._check_may_decide()
        for act in self:
            if not act.payer:
                raise UserError(self.env._("Act %s: choose who pays.", act.name))
        self._jewel_close("decided").sudo()._post_jewel_decided()
        return True

    def action_cancel(self):
        """The stone is whole after all, or was found: it goes back to whoever had it."""
        self._check_may_decide()
        acts = self._jewel_close("cancelled")
        if standing := acts.sudo().entry_id.filtered(lambda entry: not entry.reversal_ids):
            standing.action_reverse()
        return True

    def _post_jewel_decided(self):
        """Hook: called once after it has been decided who pays for a stone."""

    def _check_may_decide(self):
        user = self.env.user
        may = (
            self.env.su
            or user.has_group("jewel_base.group_production_head")
            or user.has_group("jewel_base.group_director")
        )
        if not may or (not self.env.su and user in self.responsible_id):
            raise AccessError(
                self.env._(
                    "About a stone decides the head of production or the director, and not about "
                    "one that he had himself."
                )
            )
