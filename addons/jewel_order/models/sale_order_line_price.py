from odoo import models
from odoo.exceptions import AccessError

_PRICE_FIELDS = {"price_unit", "discount", "tax_ids"}
_PRICE_GROUPS = "sales_team.group_sale_salesman,account.group_account_invoice,base.group_system"


class SaleOrderLine(models.Model):
    """The price is the managers' and the accountants'."""

    _inherit = "sale.order.line"

    def write(self, vals):
        """Core lets the store and production write in orders; no process of theirs needs a price.

        :raises AccessError: a price, discount or tax is changed by anybody else
        """
        if _PRICE_FIELDS & set(vals) and not self.env.su and not self._may_set_price():
            raise AccessError(
                self.env._(
                    "The price in order %(orders)s is set by the manager of the deal or by the "
                    "accountant. Ask one of them.",
                    orders=", ".join(self.order_id.mapped("name")),
                )
            )
        return super().write(vals)

    def _may_set_price(self):
        return self.env.user.has_groups(_PRICE_GROUPS)
