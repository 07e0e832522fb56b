from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    job_ids = fields.One2many("mrp.production", "sale_line_id", "Jobs")

    def _prepare_job_vals(self):
        """Values of the job that makes what this line sells."""
        self.ensure_one()
        vals = self._prepare_item_spec_vals()
        vals["item_deadline"] = vals["item_deadline"] or self.order_id.commitment_date
        return vals

    def _post_item_spec_changed(self, fnames):
        """Override of `jewel_order`: jobs that already stand must show what has changed."""
        result = super()._post_item_spec_changed(fnames)
        self.sudo().job_ids._jewel_refresh_spec_changes()
        return result
