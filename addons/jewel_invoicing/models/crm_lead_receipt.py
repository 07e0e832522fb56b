from odoo import api, fields, models

from ..const import PAID_PAYMENT
from ..sales_receipt import Money
from .jewel_bank_invoice_mixin import exact


class CrmLead(models.Model):
    """The sales receipt of a deal: issued on «Shipping», void when the deal goes back."""

    _inherit = "crm.lead"

    receipt_ids = fields.One2many("jewel.sales.receipt", "deal_id", "Sales Receipts")
    receipt_id = fields.Many2one(
        "jewel.sales.receipt", "Sales Receipt", compute="_compute_receipt", compute_sudo=True
    )
    receipt_url = fields.Char(
        "Sales Receipt Link",
        compute="_compute_receipt",
        compute_sudo=True,
        help="Opens the receipt of this deal: a copy for the client and one for the courier.",
    )
    identification_ids = fields.One2many(
        "jewel.client.identification",
        "deal_id",
        "Identification of the Client",
        groups="jewel_base.group_accountant,sales_team.group_sale_salesman",
    )

    @api.depends("receipt_ids.state")
    def _compute_receipt(self):
        for deal in self:
            receipts = deal.receipt_ids.filtered(lambda receipt: receipt.state != "void")
            deal.receipt_id = receipts.sorted("id")[-1:]
            deal.receipt_url = deal.receipt_id.receipt_url

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._get_issued_receipts()._void()
        return result

    # === LIFE OF THE RECEIPT === #

    def _post_jewel_stage(self, key):
        """Override of `jewel_order`: the receipt appears and disappears with «Shipping»."""
        result = super()._post_jewel_stage(key)
        if key == "shipping":
            self._issue_receipt()
        elif key == "done":
            self._get_issued_receipts()._mark_delivered()
        else:
            # Not shipped after all, or come back.
            self.sudo().receipt_ids.filtered(lambda receipt: receipt.state != "void")._void()
        return result

    def _issue_receipt(self):
        """The receipt of this deal that is in force, issued when there is none; safe to repeat."""
        self.ensure_one()
        self._jewel_lock()
        self.invalidate_recordset(["receipt_ids"])
        deal = self.sudo()
        receipt = deal.receipt_ids.filtered(lambda one: one.state != "void").sorted("id")[-1:]
        if not receipt:
            receipt = receipt.create(deal._prepare_receipt_vals())
            receipt._post_receipt_issued()
        return receipt

    def _prepare_receipt_vals(self):
        """Hook: values of the receipt of this deal."""
        orders = self._get_receipt_orders()
        address = orders.partner_shipping_id[:1] or self.partner_id
        company = self.company_id or self.env.company
        today = self.env["jewel.sales.receipt"].new({"company_id": company.id})._get_today()
        parts = (address.zip, address.city, address.street, address.street2)
        return {
            "deal_id": self.id,
            "company_id": company.id,
            "date": today,
            "contact_name": address.name or self.contact_name,
            "phone": address.phone or self.partner_id.phone or self.phone,
            "address": ", ".join(filter(None, parts)),
        }

    def _get_issued_receipts(self):
        return self.sudo().receipt_ids.filtered(lambda receipt: receipt.state == "issued")

    # === WHAT IS SOLD AND PAID === #

    def _get_receipt_orders(self):
        """Orders that are handed over: those that `amount_deal` adds up."""
        return self.order_ids.filtered(lambda order: order.state != "cancel").sorted("id")

    def _get_receipt_lines(self):
        return self._get_receipt_orders().order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment and line.product_uom_qty
        )

    def _get_receipt_money(self):
        """{deal: `Money`} from the payments of this moment, in two queries for any number."""
        totals, paid = self._get_order_totals(), self._get_paid_amounts()
        return {
            deal: Money(
                exact(totals.get(deal.id, deal.expected_revenue or 0)), exact(paid.get(deal.id, 0))
            )
            for deal in self
        }

    def _get_arrived_payments(self):
        """Payments of the deals that are counted as paid or returned."""
        return self.env["account.payment"].search(
            [("deal_id", "in", self.ids), ("state", "in", PAID_PAYMENT)], order="date, id"
        )

    def _post_deal_money(self):
        """Hook: called after money of these deals has come, gone or was booked anew.

        A paper that names another sum than is left to pay now is void from this moment.
        """
        deals = self.sudo().filtered("receipt_ids.version_ids")
        money = deals._get_receipt_money() if deals else {}
        versions = deals.receipt_ids.version_id
        versions.filtered(
            lambda version: version._get_money() != money[version.receipt_id.deal_id]
        )._void("money")

    # === ACTIONS === #

    def action_open_receipt(self):
        """The receipt's page with both copies."""
        self.ensure_one()
        return self.receipt_id.action_open_page()

    def action_view_receipt(self):
        """The receipt's form: courier, address, time, versions."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sales Receipt"),
            "res_model": "jewel.sales.receipt",
            "res_id": self.receipt_id.id,
            "views": [(False, "form")],
        }
