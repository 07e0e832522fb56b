import logging

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_invoicing.hooks import post_load


@tagged("post_install", "-at_install")
class TestHiddenToken(BaseCase):
    def test_the_log_of_requests_has_no_token(self):
        token = "A-b_3" * 8
        logger = logging.getLogger("werkzeug")
        before = list(logger.filters)
        self.addCleanup(setattr, logger, "filters", before)
        post_load()
        record = logging.LogRecord("w", 20, "", 0, '%s "GET /pay/%s/pay"', ("1.2.3.4", token), None)
        logger.filter(record)
        self.assertEqual(record.getMessage(), '1.2.3.4 "GET /pay/***/pay"')
