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

    def _get_costs(self):
        """Hook: {deal id: (price without tax, cost)} of the deals whose cost is known.

        The cost is that of the products of the orders that are not cancelled. A deal with a line
        whose product has no cost is not known, and is left out.
        """
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search_fetch(
                [
                    ("order_id.opportunity_id", "in", self.ids),
                    ("order_id.state", "!=", "cancel"),
                    ("product_id", "!=", False),
                    ("is_downpayment", "=", False),
                ],
                ["order_id", "product_id", "product_uom_qty", "price_subtotal", "company_id"],
            )
        )
        totals, unknown = {}, set()
        for line in lines:
            deal = line.order_id.opportunity_id.id
            cost = line.product_id.with_company(line.company_id).standard_price
            if not cost:
                unknown.add(deal)
            price, spent = totals.get(deal, (0, 0))
            totals[deal] = (price + line.price_subtotal, spent + cost * line.product_uom_qty)
        return {deal: total for deal, total in totals.items() if deal not in unknown}
