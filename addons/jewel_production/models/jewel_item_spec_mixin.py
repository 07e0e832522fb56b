from odoo import SUPERUSER_ID, fields, models


class JewelItemSpecMixin(models.AbstractModel):
    """A deadline that changes is logged, on whatever document and by whatever way it does.

    The context may say why: ``deadline_reason_id``, ``deadline_note``, ``deadline_origin``.
    """

    _inherit = "jewel.item.spec.mixin"

    def _item_spec_changed(self, old):
        """Override of `jewel_order`."""
        if old.get("item_deadline"):
            self.env["jewel.deadline.change"].sudo().create(
                self._prepare_deadline_change_vals(old["item_deadline"])
            )
        return super()._item_spec_changed(old)

    def _prepare_deadline_change_vals(self, old):
        self.ensure_one()
        context = self.env.context
        return {
            self._get_deadline_link(): self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "origin": self._get_deadline_origin(),
            "old_deadline": fields.Datetime.to_datetime(old),
            "new_deadline": self.item_deadline,
            "reason_id": context.get("deadline_reason_id"),
            "note": context.get("deadline_note"),
        }

    def _get_deadline_link(self):
        return {"mrp.production": "production_id", "sale.order.line": "sale_line_id"}.get(
            self._name, "deal_id"
        )

    def _get_deadline_origin(self):
        """Hook: where the change comes from, a key of `jewel.deadline.change.origin`."""
        given = self.env.context.get("deadline_origin")
        return given or ("system" if self.env.uid == SUPERUSER_ID else "person")
