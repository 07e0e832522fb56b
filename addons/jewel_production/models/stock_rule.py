from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _make_mo_get_domain(self, procurement, bom):
        """Override of `mrp`: one job per order line, also when two lines sell the same product.

        A job has a responsible from the start, so that leaf of core's domain cannot be asked for.
        """
        domain = super()._make_mo_get_domain(procurement, bom)
        if line_id := procurement.values.get("sale_line_id"):
            domain = tuple(leaf for leaf in domain if leaf[0] != "user_id")
            domain += (("sale_line_id", "=", line_id),)
        return domain

    def _should_auto_confirm_procurement_mo(self, p):
        """Override of `mrp`: a job without components starts, too."""
        return bool(p.sale_line_id) or super()._should_auto_confirm_procurement_mo(p)

    def _prepare_mo_vals(self, product_id, *args):
        """Override of `mrp`: the job takes the specification of its order line along."""
        vals = super()._prepare_mo_vals(product_id, *args)
        line = self.env["sale.order.line"].sudo().browse(vals.get("sale_line_id"))
        if line.product_id == product_id:
            vals |= line._prepare_job_vals()
        return vals
