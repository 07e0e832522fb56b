import hashlib
import json

from odoo import fields, models


class JewelPayRequest(models.Model):
    """What a request has to do with the deal's orders: it prices them, and sees them change."""

    _inherit = "jewel.pay.request"

    is_changed = fields.Boolean(
        "Deal Changed Since",
        compute="_compute_is_changed",
        help="Composition or price of the deal, or what is left to pay, is no longer what the"
        " client was sent. He cannot pay this one; make a new one.",
    )

    def _compute_is_changed(self):
        for request in self:
            request.is_changed = request.state == "open" and request._is_out_of_date()

    def _is_out_of_date(self):
        self.ensure_one()
        if self.sent_digest != self._get_digest():
            return True
        left = self.deal_id.sudo().amount_due
        return (
            self.part != "other" and self.currency_id.compare_amounts(self.amount_total, left) > 0
        )

    def _get_digest(self):
        """A fingerprint of what the client is shown: changes when the orders do."""
        lines = self.sudo().line_ids.sale_line_id.sorted("id")
        facts = [self._describe_sale_line(line) for line in lines]
        facts.append([len(self.line_ids), f"{self.amount_lines:.2f}", self.deal_id.partner_id.id])
        if self.part != "other":
            facts.append(sorted(self._get_unasked_lines().ids))
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def _get_unasked_lines(self):
        """Goods of the deal that neither this nor a request apart asks for."""
        request = self.sudo()
        orders = request.deal_id.order_ids.filtered(lambda order: order.state != "cancel")
        apart = request.deal_id.pay_request_ids.filtered(lambda one: one.part == "other")
        lines, asked = orders.order_line, (request | apart).line_ids.sale_line_id
        return (lines - asked).filtered(
            lambda line: not (line.display_type or line.is_downpayment) and line.price_total
        )

    def _describe_sale_line(self, line):
        """Hook: facts of an order line that the client agrees to."""
        return [
            line.id,
            line.order_id.state == "cancel",
            f"{line.product_uom_qty:.4f}",
            f"{line.price_total:.2f}",
            line.product_id.id,
            line.alloy_id.id,
            line.item_size or "",
            line.engraving or "",
            line.composition or "",
            line.item_description or "",
        ]

    def _apply_to_order(self):
        """Carry composition and prices to the deal's orders, made here when there are none."""
        self.ensure_one()
        request = self.sudo()
        deal = request.deal_id
        if not deal.partner_id:
            deal.partner_id = request.partner_id
        if not deal.order_ids.filtered(lambda order: order.state != "cancel"):
            deal.expected_revenue = request.amount_lines
            request._take_order_line(deal._jewel_ensure_orders().order_line[:1])
        order = request._get_order()
        for line in request.line_ids:
            if not line.sale_line_id:
                line.sale_line_id = order.order_line.create(
                    request._prepare_sale_line_vals(order, line)
                )
            line.sale_line_id._take_pay_request_line(line)
        request.order_id = order
        deal.expected_revenue = deal.amount_deal

    def _take_order_line(self, sale_line):
        """The order has just been made from the deal: its line is the request's first one."""
        first = self.line_ids[:1]
        first.sale_line_id = sale_line
        first.product_id = first.product_id or sale_line.product_id
        if first.product_id != sale_line.product_id:
            sale_line.product_id = first.product_id

    def _get_order(self):
        """The order that is invoiced: the chosen one, else the first of the deal that is alive."""
        orders = self.order_id | self.line_ids.sale_line_id.order_id | self.deal_id.order_ids
        return orders.filtered(lambda order: order.state != "cancel")[:1]

    def _prepare_sale_line_vals(self, order, line):
        """Hook: values of an order line for something that the manager has added here."""
        product = (
            line.product_id or self.env.ref("jewel_invoicing.product_extra").product_variant_id
        )
        line.product_id = product
        return {
            "order_id": order.id,
            "product_id": product.id,
            "product_uom_qty": line.quantity,
            "name": line.name,
            "alloy_id": line.alloy_id.id,
            "item_size": line.item_size,
            "engraving": line.engraving,
            "composition": line.composition,
        }
