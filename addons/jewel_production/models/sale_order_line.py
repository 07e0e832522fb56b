from odoo import fields, models

from odoo.addons.jewel_base.assay import weight


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    job_ids = fields.One2many("mrp.production", "sale_line_id", "Jobs")

    def _prepare_job_vals(self):
        """Values of the job that makes what this line sells."""
        self.ensure_one()
        vals = self._prepare_item_spec_vals()
        vals["item_deadline"] = vals["item_deadline"] or self.order_id.commitment_date
        return vals

    def _get_item_marks(self):
        """Override of `jewel_order`: what was weighed, not what the catalogue says.

        A piece of a job, or of a lot that is shipped, without its mass has none: the catalogue's
        is that of another piece. A piece of no catalogue has the number of its job for an article.
        A repair makes no piece, and a remake one in the place of its origin's.
        """
        marks = super()._get_item_marks()
        jobs = self.job_ids.filtered(lambda job: job.state != "cancel" and job.job_kind != "repair")
        # A filtered recordset forgets what it was read with: each line would be asked for alone.
        jobs = jobs.with_prefetch(self.job_ids._prefetch_ids)
        replaced = jobs.filtered(lambda job: job.job_kind == "remake").origin_job_id
        jobs -= replaced
        lots = jobs.lot_producing_ids | self.move_ids.move_line_ids.lot_id
        lots -= replaced.lot_producing_ids
        if pieces := jobs or lots:
            weights = [weight(piece.final_weight) for piece in pieces]
            marks["grams"] = sum(weights) if all(weights) else weight(0)
        marks["article"] = marks["article"] or ", ".join(jobs.sorted("id").mapped("name"))
        marks["uins"] = lots.filtered("uin").sorted("id").mapped("uin")
        return marks

    def _post_item_spec_changed(self, fnames):
        """Override of `jewel_order`: jobs that already stand must show what has changed."""
        result = super()._post_item_spec_changed(fnames)
        self.sudo().job_ids._jewel_refresh_spec_changes()
        return result
