from datetime import timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .isolation import TEXTS, IsolationCase

MATRIX = Path(__file__).parent / "access_matrix_deadline.csv"


@tagged("post_install", "-at_install")
@capability("A9", "C3")
class TestDeadlineRights(IsolationCase):
    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()
        self.secret_deal.item_deadline = now + timedelta(days=9)
        for job in self.job | self.waiting:
            job.item_deadline = now + timedelta(days=7)
            why = {"deadline_note": ", ".join(TEXTS), "deadline_reason_id": False}
            job.with_context(**why).item_deadline = now - timedelta(days=7)
            job._jewel_escalate("overdue_long")
            job._jewel_escalate("at_risk")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_jeweller_sees_the_risk_of_his_work_and_not_what_was_said_about_it(self):
        job = self.job.with_user(self.jeweller)
        self.assertEqual(job.risk, "late")
        self.assertEqual(self.work.risk, "late")
        for name in ("deadline_change_ids", "escalation_ids", "date_projected", "date_risk"):
            with self.assertRaises(AccessError, msg=name):
                job.read([name])
            with self.assertRaises(AccessError, msg=name):
                job.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            job.formatted_read_group([], ["date_projected:month"])

    def test_jeweller_changes_no_deadline_by_any_door(self):
        job = self.job.with_user(self.jeweller)
        later = fields.Datetime.now() + timedelta(days=30)
        with self.assertRaises(AccessError):
            job.item_deadline = later
        with self.assertRaises(AccessError):
            job.with_context(deadline_reason_id=False).write({"item_deadline": later})
        with self.assertRaises(AccessError):
            self.env["jewel.deadline.set"].with_user(self.jeweller).create(
                {"production_ids": job.ids, "deadline": later}
            )

    def test_nothing_of_it_leaks(self):
        self.assertNoLeak(self.jeweller, TEXTS, module="jewel_production")

    def test_other_companies_see_none_of_it(self):
        company = self.env["res.company"].create({"name": "Another workshop"})
        self.head.write({"company_ids": [(4, company.id)]})
        for model in ("jewel.deadline.change", "jewel.job.escalation"):
            rows = self.env[model].with_user(self.head)
            mine = [("production_id", "in", (self.job | self.waiting).ids)]
            self.assertTrue(rows.search(mine))
            self.assertFalse(rows.with_context(allowed_company_ids=company.ids).search(mine))

    def test_manager_promises_and_is_asked_why_like_the_head(self):
        later = fields.Datetime.now() + timedelta(days=30)
        job = self.job.with_user(self.manager)
        with self.assertRaises(RedirectWarning):
            job.item_deadline = later
        why = self.env.ref("jewel_production.deadline_reason_client")
        self.env["jewel.deadline.set"].with_user(self.manager).create(
            {"production_ids": job.ids, "deadline": later, "reason_id": why.id}
        ).action_set()
        self.assertEqual(job.deadline_change_ids[0].user_id, self.manager)
