from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import LAST, MONTH, JewelKpiCase

MATRIX = Path(__file__).parent / "access_matrix.csv"


@tagged("post_install", "-at_install")
class TestAccess(JewelKpiCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    @capability("A40")
    def test_a_manager_sees_only_himself(self):
        self._receive(100, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        self._receive(777, "2026-09-05", deal=self._deal_of(self.manager2, "2026-09-01"))
        self._scheme()
        self.env.flush_all()
        self.statements._make(MONTH)
        for model in ("jewel.manager.kpi", "jewel.bonus.statement"):
            for role, users in (
                ("sales_manager", self.manager),
                ("accountant", self.manager + self.manager2),
                ("director", self.manager + self.manager2),
            ):
                records = self.env[model].with_user(self.users[role])
                found = records.search([("user_id", "in", (self.manager + self.manager2).ids)])
                with self.subTest(model=model, role=role):
                    self.assertEqual(found.user_id, users)
        lines = self.env["jewel.bonus.statement.line"].with_user(self.manager).search([])
        self.assertEqual(lines.statement_id.user_id, self.manager)
        deals = self.env["jewel.bonus.statement.deal"].with_user(self.manager).search([])
        self.assertEqual(deals.statement_id.user_id, self.manager)

    def test_anothers_page_is_refused_and_his_own_tells_nothing_of_others(self):
        self._receive(777123, "2026-09-05", deal=self._deal_of(self.manager2, "2026-09-01"))
        self.env.flush_all()
        mine = self.kpi.with_user(self.manager)
        with self.assertRaises(AccessError):
            mine.get_page(str(MONTH), str(LAST), self.manager2.id)
        page = mine.get_page(str(MONTH), str(LAST))
        self.assertEqual(page["rating"]["rows"], [])
        self.assertNotIn("777", str(page))
        action = mine.get_behind("revenue", str(MONTH), str(LAST), self.manager2.id)
        self.assertFalse(mine.search(action["domain"]))

    def test_nothing_of_it_reaches_the_bench(self):
        self._receive(91827, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        self._scheme()
        self.statements._make(MONTH)
        self.assertNoLeak(self.users["jeweller"], ["91827"], module="jewel_kpi")

    def test_numbers_of_a_statement_are_typed_by_nobody(self):
        self._scheme()
        self._receive(1000, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        statement = self.statements._make(MONTH).filtered(lambda one: one.user_id == self.manager)
        for role in ("accountant", "director"):
            for vals in ({"amount_total": 5}, {"state": "locked"}, {"line_ids": [(5,)]}):
                with self.assertRefused("are computed"):
                    statement.with_user(self.users[role]).write(vals)
        statement.with_user(self.accountant).note = "Seen"
        with self.assertRaises(AccessError):
            statement.with_user(self.manager).note = "More"
