from odoo import api, fields, models

WEIGHT_DIGITS = (16, 4)


class MrpWorkorder(models.Model):
    """Grams of a piece before and after a stage that weighs."""

    _inherit = "mrp.workorder"

    is_weighed = fields.Boolean(related="workcenter_id.is_weighed")
    weight_in = fields.Float("Weight in, g", digits=WEIGHT_DIGITS, copy=False)
    weight_out = fields.Float("Weight out, g", digits=WEIGHT_DIGITS, copy=False)

    _weights_positive = models.Constraint(
        "CHECK(weight_in >= 0 AND weight_out >= 0)", "A weight cannot be negative."
    )

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"is_weighed", "weight_in", "weight_out"}

    def action_jewel_start(self):
        """Override to weigh the piece before work on it begins."""
        return self._jewel_ask_weight("in") or super().action_jewel_start()

    def action_jewel_finish(self):
        """Override to weigh the piece before it is passed on."""
        return self._jewel_ask_weight("out") or super().action_jewel_finish()

    def _jewel_ask_weight(self, kind):
        """Action that shows the pad, when this one work order is to be weighed now."""
        if len(self) != 1 or self.env.context.get("jewel_no_weighing"):
            return None
        order = self._jewel_bench()
        if not order._jewel_must_weigh(kind):
            return None
        order._jewel_check_ready()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_weighing_action"
        )
        action["context"] = {"default_workorder_id": order.id, "default_kind": kind}
        return action

    def _jewel_must_weigh(self, kind):
        """Once on the way in and once on the way out; a pause changes nothing, a return does."""
        if not self.workcenter_id.is_weighed:
            return False
        if kind == "out":
            return not self.weight_out
        return not self.weight_in and (not self.time_ids or self._was_elsewhere())

    def _was_elsewhere(self):
        """Whether work that was added later has been done before: the piece was sent back."""
        self.ensure_one()
        return any(order.id > self.id for order in self.production_id._jewel_passed_orders())

    def _jewel_weigh(self, kind, weight):
        """Keep grams (`Decimal`) of the piece.

        :param kind: "in" or "out"
        """
        self.ensure_one()
        self[f"weight_{kind}"] = float(weight)
        self._post_jewel_weighing(kind)

    def _post_jewel_weighing(self, kind):
        """Hook: called once after the piece has been weighed, ``kind`` "in" or "out"."""

    def _jewel_previous_weight(self, kind):
        """Grams at the last weighing of this piece before the one that is asked for, or 0."""
        self.ensure_one()
        if kind == "out" and self.weight_in:
            return self.weight_in
        passed = self.production_id._jewel_ordered_orders()
        passed = passed[: passed.ids.index(self.id)]
        weights = [weight for order in passed for weight in (order.weight_in, order.weight_out)]
        return next((weight for weight in reversed(weights) if weight), 0.0)
