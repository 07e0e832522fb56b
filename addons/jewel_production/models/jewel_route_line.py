from odoo import fields, models


class JewelRouteLine(models.Model):
    _name = "jewel.route.line"
    _description = "Stage of a Route"
    _order = "route_id, sequence, id"
    _rec_name = "workcenter_id"

    route_id = fields.Many2one("jewel.route", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        "Stage",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_jewel_stage', '=', True), ('is_handover', '=', False)]",
    )
    minutes = fields.Float("Norm, min", default=30, help="Minutes of work on one piece (one pair).")
    condition = fields.Selection(
        [
            ("always", "Always"),
            ("engraving", "When something is engraved"),
            ("stones", "When there are stones"),
        ],
        "Needed",
        required=True,
        default="always",
        help="A ready model has stones when it has inserts; a custom piece may always have them.",
    )
    is_optional = fields.Boolean(related="workcenter_id.is_optional")

    _minutes_positive = models.Constraint(
        "CHECK(minutes >= 0)", "The norm of a stage cannot be negative."
    )

    def _is_needed(self, job):
        """Whether ``job`` passes this stage.

        Who adds a ``condition`` also adds ``_is_needed_<condition>(job)``.
        """
        self.ensure_one()
        return self.workcenter_id.active and getattr(self, f"_is_needed_{self.condition}")(job)

    def _is_needed_always(self, job):
        return True

    def _is_needed_engraving(self, job):
        return bool(job.engraving)

    def _is_needed_stones(self, job):
        product = job.product_tmpl_id
        return bool(product.insert_ids) or product._is_custom_product()

    def _prepare_workorder_vals(self, job):
        self.ensure_one()
        return {
            "name": self.workcenter_id.name,
            "production_id": job.id,
            "workcenter_id": self.workcenter_id.id,
            "product_uom_id": job.product_uom_id.id,
            "duration_expected": self.minutes * job.product_qty,
            "state": "ready",
        }
