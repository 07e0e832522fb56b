from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import OWNER_GROUPS, PURE_DIGITS

_BY_ACTION = frozenset(
    {"state", "issued_by_id", "issued_on", "received_by_id", "received_on", "name"}
)


class JewelMetalTransfer(models.Model):
    """Metal that one holder gives to another; both confirm, and then it is booked."""

    _name = "jewel.metal.transfer"
    _description = "Issue or Return of Metal"
    _inherit = ["mail.thread", "jewel.state.mixin"]
    _order = "date desc, id desc"

    _moves = {
        "draft": {"issued", "cancelled"},
        "issued": {"received", "draft", "cancelled"},
        "received": {"done"},
        "done": set(),
        "cancelled": set(),
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    kind = fields.Selection(
        [("issue", "Issue"), ("return", "Return"), ("pass", "From Master to Master")],
        required=True,
        default="issue",
        index=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Given, to Be Confirmed"),
            ("received", "Received"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
        tracking=True,
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, copy=False)
    from_user_id = fields.Many2one(
        "res.users", "From Master", index="btree_not_null", domain="[('share', '=', False)]"
    )
    to_user_id = fields.Many2one(
        "res.users", "To Master", index="btree_not_null", domain="[('share', '=', False)]"
    )
    vault_id = fields.Many2one(
        "stock.location",
        required=True,
        ondelete="restrict",
        domain="[('metal_holder', '=', 'vault')]",
        default=lambda self: self.env["stock.location"]._jewel_get_holder("vault").id,
    )
    location_id = fields.Many2one(
        "stock.location", "From", compute="_compute_ends", store=True, index=True
    )
    location_dest_id = fields.Many2one(
        "stock.location", "To", compute="_compute_ends", store=True, index=True
    )
    owner_id = fields.Many2one(
        "res.partner",
        "Client's Metal of",
        index="btree_not_null",
        groups=OWNER_GROUPS,
        help="Whose metal it is; empty: ours. A sheet never holds metal of two owners.",
    )
    is_client_metal = fields.Boolean(
        "Client's Metal", compute="_compute_is_client_metal", compute_sudo=True
    )
    line_ids = fields.One2many("jewel.metal.transfer.line", "transfer_id", "Metal", copy=True)
    note = fields.Char()
    scale_no = fields.Char("Scale No.")
    issued_by_id = fields.Many2one("res.users", "Given by", readonly=True, copy=False)
    issued_on = fields.Datetime("Given on", readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", "Received by", readonly=True, copy=False)
    received_on = fields.Datetime(readonly=True, copy=False)
    entry_ids = fields.One2many("jewel.metal.entry", "transfer_id", "Entries", readonly=True)
    gross_weight = fields.Float("Gross, g", compute="_compute_weights", digits=WEIGHT_DIGITS)
    pure_weight = fields.Float("Pure, g", compute="_compute_weights", digits=PURE_DIGITS)
    may_issue = fields.Boolean(compute="_compute_may")
    may_receive = fields.Boolean(compute="_compute_may")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    @api.depends("kind", "vault_id", "from_user_id", "to_user_id", "state", "company_id")
    def _compute_ends(self):
        """Places of the people; a master who is no holder yet leaves his end open."""
        for transfer in self:
            company, vault = transfer.company_id, transfer.vault_id
            giver = (
                transfer.from_user_id._get_metal_location(company)
                if transfer.from_user_id
                else vault.browse()
            )
            taker = (
                transfer.to_user_id._get_metal_location(company)
                if transfer.to_user_id
                else vault.browse()
            )
            transfer.location_id = vault if transfer.kind == "issue" else giver
            transfer.location_dest_id = vault if transfer.kind == "return" else taker

    @api.depends("owner_id")
    def _compute_is_client_metal(self):
        for transfer in self:
            transfer.is_client_metal = bool(transfer.owner_id)

    @api.depends("line_ids.gross_weight", "line_ids.pure_weight")
    def _compute_weights(self):
        for transfer in self:
            transfer.gross_weight = sum(transfer.line_ids.mapped("gross_weight"))
            transfer.pure_weight = sum(transfer.line_ids.mapped("pure_weight"))

    @api.depends("state", "location_id.responsible_id", "location_dest_id.responsible_id")
    @api.depends_context("uid")
    def _compute_may(self):
        keeper = self._jewel_is_keeper()
        for transfer in self:
            giver, taker = transfer._jewel_end("from"), transfer._jewel_end("to")
            mine = self.env.user
            transfer.may_issue = transfer.state == "draft" and (keeper or giver == mine)
            transfer.may_receive = transfer.state == "issued" and (keeper or taker == mine)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_action(*vals_list)
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_action(vals)
        if vals.keys() - {"note", "scale_no", "message_follower_ids"}:
            self._jewel_check_draft()
        return super().write(vals)

    def _jewel_check_draft(self):
        """What both ends have seen, or are signing now, is not changed under their hands."""
        if self.env.su:
            return
        self._lock()
        if fixed := self.filtered(lambda transfer: transfer.state != "draft"):
            raise UserError(
                self.env._(
                    "%s has been given: what was weighed stays. Take it back to draft first, "
                    "or reverse it when it has been received.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    def _check_by_action(self, *vals_list):
        if not self.env.su and any(
            set(vals) & _BY_ACTION - ({"state"} if vals.get("state") == "draft" else set())
            for vals in vals_list
        ):
            raise AccessError(
                self.env._("Number, state and signatures of a transfer are set by its buttons.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda transfer: transfer.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._(
                    "%s has been given and cannot be deleted.", ", ".join(used.mapped("name"))
                )
            )
