from odoo import api, fields, models


class CrmLead(models.Model):
    """What a deal earns on what its products cost."""

    _inherit = "crm.lead"

    efficiency_index = fields.Float(
        compute="_compute_efficiency_index",
        digits=(16, 2),
        groups="sales_team.group_sale_salesman_all_leads",
        help="Profit on a rouble of cost: price without tax less cost of the products, divided by"
        " that cost. Empty while an order is missing or the cost of a line is not known.",
    )

    @api.depends(
        "order_ids.state", "order_ids.order_line.price_subtotal", "order_ids.order_line.product_id"
    )
    def _compute_efficiency_index(self):
        costs = self._get_costs()
        for deal in self:
            price, cost = costs.get(deal.id, (0, 0))
            deal.efficiency_index = (price - cost) / cost if cost else 0

    def _get_costs(self, with_cancelled=False):
        """Hook: {deal id: (price without tax, cost)} of the deals whose cost is known.

        The cost is that of the products of the orders that are not cancelled. A deal with a line
        whose product has no cost is not known, and is left out.

        :param with_cancelled: judge a deal that has cancelled orders only by them
        """
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search_fetch(
                [
                    ("order_id.opportunity_id", "in", self.ids),
                    ("product_id", "!=", False),
                    ("is_downpayment", "=", False),
                ],
                ["order_id", "product_id", "product_uom_qty", "price_subtotal", "company_id"],
            )
        )
        costs = {}
        for deal, found in lines.grouped(lambda line: line.order_id.opportunity_id.id).items():
            live = found.filtered(lambda line: line.order_id.state != "cancel")
            if not live and with_cancelled:
                live = found
            products = [(one.product_id.with_company(one.company_id), one) for one in live]
            if live and all(product.standard_price for product, _line in products):
                cost = sum(one.standard_price * line.product_uom_qty for one, line in products)
                costs[deal] = (sum(live.mapped("price_subtotal")), cost)
        return costs
