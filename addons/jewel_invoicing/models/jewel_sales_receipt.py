from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq

from ..const import RECEIPT_STATES
from ..tokens import new_token, token_hash

# What only the methods of the receipt change.
_GUARDED = frozenset(
    "name date deal_id company_id state token closed_at delivered_by_id version_ids".split()
)


class JewelSalesReceipt(models.Model):
    """«Товарный чек»: what is handed over to a client, in a copy for him and one for the courier.

    Its goods are not rows of its own: they are read from the deal's orders, jobs and lots whenever
    it is printed, and every printed version keeps what stood on the paper. So the next print is
    true today, and an old paper can still be read as it was.
    """

    _name = "jewel.sales.receipt"
    _description = "Sales Receipt"
    _inherit = ["mail.thread", "jewel.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    date = fields.Date(readonly=True, copy=False, required=True)
    deal_id = fields.Many2one(
        "crm.lead", required=True, index=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(related="deal_id.user_id", store=True, index=True, string="Manager")
    state = fields.Selection(
        RECEIPT_STATES,
        required=True,
        default="issued",
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    closed_at = fields.Datetime("Closed On", readonly=True, copy=False)
    delivered_by_id = fields.Many2one("res.users", "Delivered by", readonly=True, copy=False)
    token = fields.Char(
        readonly=True, copy=False, default=lambda self: new_token(), groups="base.group_system"
    )
    token_hash = fields.Char(
        compute="_compute_token_hash", store=True, index=True, groups="base.group_system"
    )
    receipt_url = fields.Char("Link", compute="_compute_receipt_url", compute_sudo=True)

    # What the courier needs, kept here: he sees neither the client's card nor the deal.
    courier_id = fields.Many2one(
        "res.users",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("jewel_base.group_courier").ids),
            ("share", "=", False),
        ],
    )
    contact_name = fields.Char("Contact")
    phone = fields.Char()
    address = fields.Char()
    intercom = fields.Char("Intercom, Floor", help="Code of the door, entrance, floor, flat.")
    delivery_date = fields.Date("Deliver On", tracking=True)
    time_from = fields.Float("From")
    time_to = fields.Float("To")
    call_before = fields.Boolean(default=True)
    comment = fields.Text("Comment for the Courier")
    allow_cash = fields.Boolean("Cash", default=True, help="The courier may take cash.")
    allow_card = fields.Boolean("Card", default=True, help="The courier has a card terminal.")

    _token_hash_uniq = models.UniqueIndex("(token_hash)")
    _one_issued = models.UniqueIndex(
        "(deal_id) WHERE state = 'issued'", "This deal has a receipt to deliver already."
    )
    _time_window = models.Constraint(
        "CHECK(time_from >= 0 AND time_to < 24 AND (time_to = 0 OR time_to >= time_from))",
        "The time of delivery must end after it begins, within one day.",
    )

    # === COMPUTE METHODS === #

    @api.depends("token")
    def _compute_token_hash(self):
        for receipt in self:
            receipt.token_hash = token_hash(receipt.token or "")

    @api.depends("token")
    def _compute_receipt_url(self):
        for receipt in self:
            receipt.receipt_url = f"{receipt.get_base_url()}/jewel/receipt/{receipt.token}"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (guarded := _GUARDED & vals.keys()):
            raise AccessError(
                self.env._(
                    "Receipt %(receipt)s: %(fields)s cannot be edited. Use its buttons.",
                    receipt=", ".join(self.mapped("name")),
                    fields=", ".join(sorted(guarded)),
                )
            )
        return super().write(vals)

    # === TOKEN === #

    @api.model
    def _find_by_token(self, token):
        """The receipt that ``token`` opens for this user, or an empty recordset."""
        found = self.sudo().search([("token_hash", "=", token_hash(token))], limit=1)
        found = found.filtered(lambda receipt: consteq(receipt.token, token)).with_env(self.env)
        return found if found and found.has_access("read") else self.browse()
