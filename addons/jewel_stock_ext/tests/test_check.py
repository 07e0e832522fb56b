from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
@capability("A43")
class TestCheck(MetalCase):
    def _check(self):
        return self.env["jewel.metal.check"]._jewel_check_ledger()

    def test_receipt_issue_and_loss_leave_ledger_and_stock_alike(self):
        self._receive(100)
        transfer = self._create_transfer(gross=30)
        transfer.action_issue()
        transfer.with_user(self.master).action_receive()
        self._post(self.bench, self.other_bench, 12.3456)
        self._post(self.bench, self.losses, 0.14, "loss")
        masters = self.env["stock.location"]._jewel_get_masters_place()
        self.assertAlmostEqual(self._get_stock(self.vault), 70, 4)
        self.assertAlmostEqual(self._get_stock(masters), 29.86, 4)
        check = self._check()
        self.assertTrue(check.is_right, check.result)
        self.assertFalse(check.activity_ids)

    def test_result_is_told_in_the_companys_language(self):
        self._receive(100)
        self.env.company.partner_id.lang = "ru_RU"
        self.assertEqual(self._check().result, "Суммы равны нулю, склад сходится с книгой.")

    def test_moves_of_stock_make_entries(self):
        product = self.white._get_metal_product()
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 55.5555,
                "location_id": self.supplier.id,
                "location_dest_id": self.vault.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": 55.5555, "picked": True})
        move._action_done()
        entry = self.entries.search([("alloy_id", "=", self.white.id)])
        self.assertEqual(
            (entry.operation, entry.gross_weight, entry.location_dest_id),
            ("receipt", 55.5555, self.vault),
        )
        self.assertAlmostEqual(self._get_stock(self.vault), 55.5555, 4)
        self.assertTrue(self._check().is_right)

    def test_inventory_of_the_vault_is_an_entry(self):
        self._receive(10)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.vault.id), ("product_id.alloy_id", "=", self.white.id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = 9.9
        quant.action_apply_inventory()
        self.assertEqual(float(self._get_gross(self.vault)), 9.9)
        self.assertTrue(self._check().is_right)

    def test_ledger_and_stock_stand_side_by_side(self):
        self._receive(10)
        self._post(self.vault, self.bench, 4, "issue")
        self.env["stock.quant"]._update_available_quantity(
            self.white._get_metal_product(), self.vault, 1.5
        )
        self.env.flush_all()
        masters = self.env["stock.location"]._jewel_get_masters_place()
        rows = (
            self.env["jewel.metal.stock"]
            .with_user(self.keeper)
            .search([("alloy_id", "=", self.white.id)])
        )
        found = {
            row.location_id: (row.ledger_weight, row.stock_weight, row.difference) for row in rows
        }
        self.assertEqual(found, {self.vault: (6, 7.5, 1.5), masters: (4, 4, 0)})
        differing = rows.search([("id", "in", rows.ids), ("difference", "!=", 0)])
        self.assertEqual(differing.location_id, self.vault)

    def test_grams_are_written_as_the_company_writes_them(self):
        self._receive(10)
        self.env["stock.quant"]._update_available_quantity(
            self.white._get_metal_product(), self.vault, 1.5
        )
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env.company.partner_id.lang = "ru_RU"
        self.assertIn("11,5000 г в остатках", self._check().result)

    def test_difference_becomes_an_activity_with_numbers(self):
        self._receive(10)
        self.vault.responsible_id = self.keeper
        self.env["stock.quant"]._update_available_quantity(
            self.white._get_metal_product(), self.vault, 1.5
        )
        check = self._check()
        self.assertFalse(check.is_right)
        self.assertIn("Test white 585: 10.0000 g by the ledger, 11.5000 g in stock", check.result)
        self.assertEqual(check.activity_ids.user_id, self.keeper)
        self.assertIn("11.5000", check.activity_ids.note)

    def test_difference_has_one_activity_until_it_is_gone(self):
        self._receive(10)
        product, quants = self.white._get_metal_product(), self.env["stock.quant"]
        quants._update_available_quantity(product, self.vault, 1.5)
        self._check()
        quants._update_available_quantity(product, self.vault, 0.5)
        second = self._check()
        activity = self.env["mail.activity"].search([("res_model", "=", "jewel.metal.check")])
        self.assertEqual((len(activity), activity.res_id), (1, second.id))
        self.assertIn("12.0000", activity.note)
        quants._update_available_quantity(product, self.vault, -2)
        self.assertTrue(self._check().is_right)
        self.assertFalse(activity.exists().active)

    def test_clients_metal_in_stock_keeps_its_owner(self):
        client = self.env["stock.location"]._jewel_get_holder("client")
        self._post(client, self.vault, 7, "receipt", owner_id=self.client_partner.id)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.vault.id), ("product_id.alloy_id", "=", self.white.id)]
        )
        self.assertEqual((quant.owner_id, quant.quantity), (self.client_partner, 7))
        self.assertTrue(self._check().is_right)

    def test_nightly_check_runs_for_every_company(self):
        self.env["res.company"].create({"name": "Second workshop"})
        before = self.env["jewel.metal.check"].search_count([])
        self.env["jewel.metal.check"]._cron_check()
        companies = len(self.env["stock.warehouse"].search([]).company_id)
        self.assertEqual(self.env["jewel.metal.check"].search_count([]), before + companies)

    def test_health_tells_result_and_age_of_the_last_recount(self):
        self._receive(100)
        self.env.flush_all()

        def told():
            self.env.flush_all()
            [ledger] = [
                ledger
                for ledger in self.env["jewel.health"]._check_metal_ledger()["ledgers"]
                if ledger["id"] == self.env.company.id
            ]
            return ledger

        self._check()
        self.assertEqual((told()["status"], told()["is_right"]), ("ok", True))
        self.assertLess(told()["age_hours"], 1)
        checks = self.env["jewel.metal.check"].search([])
        checks.date = fields.Datetime.now() - timedelta(hours=31)
        self.assertEqual(told()["status"], "warn", "the nightly job did not run")
        checks.is_right = False
        self.assertEqual(told()["status"], "fail")
        self.assertIn("metal_ledger", self.env["jewel.health"]._check_all())
