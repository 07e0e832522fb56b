import json

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..models.jewel_deal_finance_live import LIVE
from .common import JewelFinmonitorCase


@tagged("post_install", "-at_install")
class TestLive(JewelFinmonitorCase):
    def _messages(self, work):
        """Ids of the groups that ``work`` tells of a change; the messages are empty."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        last = self.env["bus.bus"].search([], order="id desc", limit=1).id
        work()
        self.env.flush_all()
        self.env.cr.precommit.run()
        sent = []
        for row in self.env["bus.bus"].search([("id", ">", last)]):
            channel, message = json.loads(row.channel), json.loads(row.message)
            if message["type"] == LIVE:
                self.assertFalse(message["payload"], "nothing is told but the fact")
                sent.append((channel[1], channel[2]))
        return sent

    @capability("A26")
    def test_open_panels_learn_of_a_field_of_the_deal(self):
        """What the synchronisation writes: the price that a manager has typed into amoCRM."""
        sent = self._messages(lambda: self.deal.write({"expected_revenue": 71234}))
        groups = [
            ("res.groups", self.env.ref(xmlid).id)
            for xmlid in (
                "account.group_account_invoice",
                "sales_team.group_sale_manager",
                "sales_team.group_sale_salesman",
            )
        ]
        self.assertEqual(sorted(sent), sorted(groups), "once, and nobody else")

    @capability("A26")
    def test_open_panels_learn_of_a_payment_and_of_a_refund(self):
        self.assertTrue(self._messages(lambda: self._receive(100, "2026-10-05")))
        self.assertTrue(self._messages(lambda: self._return(100, "2026-10-06")))

    def test_nothing_is_told_when_no_row_has_changed(self):
        self.assertFalse(self._messages(lambda: self.deal.write({"description": "Sapphire"})))
        same = {"expected_revenue": self.deal.expected_revenue}
        self.assertFalse(self._messages(lambda: self.deal.write(same)))

    def test_channels_are_those_of_groups(self):
        """A jeweller is in none of the groups, so the server gives him no such channel."""
        for role in ("jeweller", "courier", "storekeeper"):
            for xmlid in ("account.group_account_invoice", "sales_team.group_sale_salesman"):
                self.assertFalse(self.users[role].has_group(xmlid))
