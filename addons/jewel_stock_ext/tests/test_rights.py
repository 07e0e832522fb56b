from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase

MATRIX = Path(__file__).parent / "access_matrix.csv"


@tagged("post_install", "-at_install")
@capability("A2")
class TestRights(MetalCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_jeweller_sees_his_own_metal_only(self):
        self._receive(100)
        mine = self._post(self.vault, self.bench, 10, "issue")
        other = self._post(self.vault, self.other_bench, 20, "issue")
        entries = self.entries.with_user(self.master)
        self.assertEqual(entries.search([("id", "in", (mine + other).ids)]), mine)
        rows = self.balances.with_user(self.master).search([("alloy_id", "=", self.white.id)])
        self.assertEqual(rows.location_id, self.bench)
        with self.assertRaises(AccessError):
            other.with_user(self.master).read(["gross_weight"])
        sheet = self.env["jewel.metal.sheet"].with_user(self.master).create({})
        sheet.action_show()
        self.assertEqual(sheet.line_ids.location_id, self.bench)

    def test_jeweller_sees_the_sheets_that_he_signs(self):
        mine = self._create_transfer()
        other = self._create_transfer(to_user_id=self.colleague.id)
        found = (
            self.env["jewel.metal.transfer"]
            .with_user(self.master)
            .search([("id", "in", (mine + other).ids)])
        )
        self.assertEqual(found, mine)
        self.assertEqual(found.line_ids.gross_weight, 20)

    def test_production_learns_no_name_of_a_client(self):
        client = self.env["stock.location"]._jewel_get_holder("client")
        entry = self._post(client, self.bench, 7, "receipt", owner_id=self.client_partner.id)
        for user in (self.master, self.head):
            with self.assertRaises(AccessError):
                entry.with_user(user).read(["owner_id"])
            self.assertTrue(entry.with_user(user).is_client_metal)
        self.assertEqual(entry.with_user(self.keeper).owner_id, self.client_partner)

    def test_hash_of_the_pin_is_for_nobody(self):
        self.master._set_metal_pin("4711")
        for user in (self.master, self.keeper, self.users["director"]):
            with self.assertRaises(AccessError):
                self.master.with_user(user).read(["metal_pin_hash"])
