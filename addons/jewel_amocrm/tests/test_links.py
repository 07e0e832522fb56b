from odoo.tests import tagged

from odoo.addons.amocrm_connector.tests.stub_amocrm import WORK
from odoo.addons.jewel_base.tests.common import capability

from .common import JewelAmocrmCase

PREPAYMENT, BALANCE, RECEIPT = 814, 815, 816
SHIPPING = 76789246


@tagged("post_install", "-at_install")
class TestLinks(JewelAmocrmCase):
    """Links that the manager opens from the deal in amoCRM."""

    def _shown(self, deal, field):
        value = self.amo.value(deal, field)
        return value and value[0]["value"]

    def test_both_links_of_invoices_stand_in_the_deal(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        self.run_crons()
        self.assertRegex(self._shown(deal, PREPAYMENT), r"/jewel/invoice/[\w-]{30,}$")
        self.assertEqual(self._shown(deal, PREPAYMENT), lead.prepayment_compose_url)
        self.assertEqual(self._shown(deal, BALANCE), lead.balance_compose_url)
        self.assertFalse(self._shown(deal, RECEIPT))

    @capability("A33")
    def test_shipping_in_amocrm_brings_the_link_of_the_receipt_back(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        self.amo.touch(deal)["status_id"] = WORK
        self.import_deal(deal, "status")
        self.finish_work(lead.job_ids)
        lead.job_ids.with_user(self.head).action_jewel_handover()
        self.run_crons()
        self.amo.touch(deal)["status_id"] = SHIPPING
        self.import_deal(deal, "status")
        self.run_crons()
        self.assertEqual(lead.jewel_stage_key, "shipping")
        self.assertEqual(self._shown(deal, RECEIPT), lead.receipt_ids.receipt_url)
        lead._jewel_set_stage("ready")
        self.run_crons()
        self.assertFalse(self._shown(deal, RECEIPT))
