from odoo import fields, models


class StockLot(models.Model):
    """The tag knows the job: size of the piece, and the stones that were really set."""

    _inherit = "stock.lot"

    jewel_job_id = fields.Many2one(
        "mrp.production", "Job", index="btree_not_null", ondelete="set null", copy=False
    )

    def _get_tag_job(self):
        jobs = self.env["mrp.production"].sudo()
        return self.sudo().jewel_job_id or jobs.search(
            [("lot_producing_ids", "in", self.ids)], limit=1, order="id desc"
        )

    def _get_tag_size(self):
        return self._get_tag_job().item_size or super()._get_tag_size()

    def _get_tag_inserts(self):
        """Override: stones of the ledger; those of a lot of several pieces are not told apart."""
        job = self._get_tag_job()
        is_one = len(job.lot_producing_ids or self) == 1
        return (is_one and job and job._get_set_notations()) or super()._get_tag_inserts()
