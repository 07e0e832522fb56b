from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.jewel_base.assay import weight

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestItemMarks(ProductionCase):
    """What a paper says of a piece comes from the scales and the tag, not from the catalogue."""

    def test_a_piece_of_a_job_is_as_it_was_weighed(self):
        model = self._create_model(gross_weight=9)
        deal = self._create_deal()
        order = self._create_order((model, 1), deal=deal)
        self.assertEqual(order.order_line._get_item_marks()["grams"], weight(9))
        order.action_confirm()
        line, job = order.order_line, order.order_line.job_ids
        self.assertFalse(line._get_item_marks()["grams"], "nobody has weighed it")
        job.final_weight = 8.2534
        self.assertEqual(line._get_item_marks()["grams"], weight(8.2534))
        self.assertEqual(line._get_item_marks()["article"], "SZ-1")

    def test_a_piece_of_no_catalogue_is_called_by_its_job(self):
        job = self._create_job()
        marks = job.sale_line_id._get_item_marks()
        self.assertEqual(marks["article"], job.sale_line_id.product_id.default_code or job.name)

    def test_its_number_is_that_of_the_tag(self):
        job = self._create_job()
        lot = self.env["stock.lot"].create(
            {"name": "L-1", "product_id": job.product_id.id, "uin": "6431234567890123"}
        )
        job.lot_producing_ids = lot
        self.assertEqual(job.sale_line_id._get_item_marks()["uins"], ["6431234567890123"])
        for wrong in ("643123456789012", "64312345678901234", "643123456789012A"):
            with self.assertRaises(ValidationError):
                lot.uin = wrong
