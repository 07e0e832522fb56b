from odoo import api, models

LIFE = {"state", "opportunity_id", "active"}


class SaleOrder(models.Model):
    """Orders of bound deals: fields of theirs may be paired with fields of the deal in amoCRM."""

    _name = "sale.order"
    _inherit = ["amocrm.watched.mixin", "sale.order"]

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if self._is_amocrm_target():
            orders._amocrm_changed()
        return orders

    def write(self, vals):
        if not (vals.keys() & LIFE and self._is_amocrm_target()):
            return super().write(vals)
        deals = self.opportunity_id
        result = super().write(vals)
        (deals | self.opportunity_id)._amocrm_changed(vals.keys() & LIFE)
        return result

    def unlink(self):
        deals = self.opportunity_id if self._is_amocrm_target() else self.opportunity_id.browse()
        result = super().unlink()
        deals._amocrm_changed(LIFE)
        return result

    @api.model
    def _is_amocrm_target(self):
        return self.env["amocrm.field.map"]._is_target_used("order")

    def _amocrm_changed(self, names=()):
        """Override of the mixin: amoCRM knows the order as a part of its deal."""
        self.opportunity_id._amocrm_changed(names)

    def _amocrm_sums_changed(self):
        """Computed sums are not written by anybody; the deal has to be looked at all the same."""
        if self._is_amocrm_target():
            self._amocrm_changed(self.env["amocrm.field.map"]._watched_fields(self._name))

    def _action_confirm(self):
        """Override of `sale`: amoCRM shows on the deal that its order was confirmed."""
        result = super()._action_confirm()
        for order in self.filtered("opportunity_id"):
            lang = order.company_id.partner_id.lang or self.env.lang
            order.opportunity_id._amocrm_note(
                order.with_context(lang=lang).env._(
                    "Order %(order)s is confirmed: %(total)s",
                    order=order.name,
                    total=order.currency_id.with_context(lang=lang).format(order.amount_total),
                )
            )
        return result
