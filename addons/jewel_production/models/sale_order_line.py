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
        jobs, replaced = self._get_made_jobs()
        lots = jobs.lot_producing_ids | self.move_ids.move_line_ids.lot_id
        lots -= replaced.lot_producing_ids
        if pieces := jobs or lots:
            weights = [weight(piece.final_weight) for piece in pieces]
            marks["grams"] = sum(weights) if all(weights) else weight(0)
        marks["article"] = marks["article"] or ", ".join(jobs.sorted("id").mapped("name"))
        marks["uins"] = lots.filtered("uin").sorted("id").mapped("uin")
        return marks

    def _get_made_jobs(self):
        """(jobs whose pieces the line sells, jobs in whose place others were made anew)."""
        jobs = self.job_ids.filtered(lambda job: job.state != "cancel" and job.job_kind != "repair")
        # A filtered recordset forgets what it was read with: each line would be asked for alone.
        jobs = jobs.with_prefetch(self.job_ids._prefetch_ids)
        replaced = jobs.filtered(lambda job: job.job_kind == "remake").origin_job_id
        return jobs - replaced, replaced

    def _get_set_notations(self):
        """Override of `jewel_order`: stones that were really set, once all pieces have theirs."""
        jobs, _replaced = self._get_made_jobs()
        jobs = jobs.sudo()
        if jobs and all(job._get_stones_set() for job in jobs):
            return jobs._get_set_notations()
        return super()._get_set_notations()

    def _post_item_spec_changed(self, fnames):
        """Override of `jewel_order`: jobs that already stand must show what has changed."""
        result = super()._post_item_spec_changed(fnames)
        self.sudo().job_ids._jewel_refresh_spec_changes()
        return result
