from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import JewelOrderCase


@tagged("post_install", "-at_install")
class TestTeamMoney(JewelOrderCase):
    def test_only_sales_and_accountants_see_what_a_team_has_invoiced(self):
        team = self.env["crm.team"].search([], limit=1)
        for role in ("courier", "storekeeper", "production_head", "planner"):
            with self.assertRaises(AccessError):
                team.with_user(self.users[role]).read(["invoiced"])
        self.assertIn("invoiced", team.with_user(self.manager).read(["invoiced"])[0])
