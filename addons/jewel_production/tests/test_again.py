from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.assay import weight
from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
class TestAgain(ProductionCase):
    def _create_done_job(self, **vals):
        job = self._create_job(**vals)
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        return job

    def _again(self, origin=None, user=None, **vals):
        wizard = self.env["jewel.job.again"].with_user(user or self.head)
        vals = {
            "origin_job_id": origin and origin.id,
            "reason_id": self.reason.id,
            "intake_weight": 8.1,
            **vals,
        }
        action = wizard.create(vals).action_create()
        return self.env["mrp.production"].browse(action["res_id"])

    @capability("B16")
    def test_remake_takes_specification_and_full_route(self):
        origin = self._create_done_job(engraving="A. P.", item_size="18")
        action = origin.with_user(self.head).action_jewel_again()
        wizard = self.env["jewel.job.again"].with_user(self.head)
        with Form(wizard.with_context(**action["context"])) as form:
            form.job_kind = "remake"
            form.reason_id = self.reason
        job = self.env["mrp.production"].browse(form.record.action_create()["res_id"])
        self.assertEqual((job.engraving, job.item_size), ("A. P.", "18"))
        self.assertEqual((job.product_id, job.deal_id), (origin.product_id, origin.deal_id))
        self.assertEqual(job.workorder_ids.workcenter_id, origin.workorder_ids.workcenter_id)
        self.assertEqual((job.job_kind, job.again_payer), ("remake", "workshop"))
        self.assertEqual((job.origin_job_id, origin.next_job_ids), (origin, job))
        self.assertIn(job.name, origin.message_ids[0].body)
        self.assertEqual((job.state, job.stage_id), ("confirmed", self.cast))

    @capability("F15")
    def test_repair_takes_the_short_route_and_leaves_stock_alone(self):
        origin = self._create_done_job(engraving="A. P.")
        job = self._again(origin, complaint="The lock is loose")
        route = self.env.ref("jewel_production.route_repair")
        self.assertEqual(job.jewel_route_id, route)
        self.assertEqual(job.engraving, "A. P.")
        self.assertEqual(origin.deal_id.job_progress, "1/1")
        self.env["jewel.check.item"].search([]).action_archive()
        self._work_through(job, self.head)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.state, "done")
        self.assertEqual(job.product_id.qty_available, 0)
        self.assertEqual(origin.product_id.qty_available, 1)

    def test_piece_is_made_again_once_at_a_time(self):
        origin = self._create_done_job()
        first = self._again(origin, job_kind="remake")
        with self.assertRefused(f"made again as {first.name}"):
            self._again(origin, job_kind="remake")
        self._again(origin)
        first.with_user(self.head).action_cancel()
        self.assertTrue(self._again(origin, job_kind="remake"))

    def test_paper_of_the_piece_counts_what_the_client_gets(self):
        origin = self._create_done_job()
        line = origin.sale_line_id
        self._again(origin)
        self.assertEqual(line._get_item_marks()["grams"], weight(8.25), "a repair is no piece")
        remake = self._again(origin, job_kind="remake")
        self.assertFalse(line._get_item_marks()["grams"], "the new one is not weighed yet")
        remake.final_weight = 8.4
        self.assertEqual(line._get_item_marks()["grams"], weight(8.4))
        remake.with_user(self.head).action_cancel()
        self.assertEqual(line._get_item_marks()["grams"], weight(8.25))

    def test_second_click_opens_the_same_job(self):
        origin = self._create_done_job()
        wizard = self.env["jewel.job.again"].with_user(self.head)
        wizard = wizard.create(
            {"origin_job_id": origin.id, "reason_id": self.reason.id, "intake_weight": 8.1}
        )
        self.assertEqual(wizard.action_create(), wizard.action_create())
        self.assertEqual(len(origin.next_job_ids), 1)

    @capability("F15")
    def test_foreign_piece_is_repaired(self):
        job = self._again(
            reason_id=False,
            jewel_type_id=self.type.id,
            alloy_id=self.alloy.id,
            complaint="The clasp does not close",
        )
        self.assertEqual((job.job_kind, job.jewel_type_id), ("repair", self.type))
        self.assertFalse(job.origin_job_id or job.deal_id)
        self.assertTrue(job.is_jewel_job)
        self.assertEqual(job._get_job_head(), self.head)
        order = job._jewel_open_orders()[:1].with_user(self.jeweller)
        self.assertEqual((order.complaint, order.job_kind), ("The clasp does not close", "repair"))

    def test_what_is_missing_is_said(self):
        origin = self._create_done_job()
        with self.assertRaisesRegex(UserError, "Give the reason"):
            self._again(origin, reason_id=False)
        with self.assertRaisesRegex(UserError, "of what type"):
            self._again()
        with self.assertRaisesRegex(UserError, "Weigh the piece"):
            self._again(origin, intake_weight=0)
        with self.assertRaisesRegex(UserError, "send it back to a stage"):
            self._again(self._create_job(name="Open"))

    @capability("C3")
    def test_complaint_names_no_phone_and_no_address(self):
        origin = self._create_done_job()
        for text in ("Call +7 (916) 555-01-77", "Write to ivan@example.com"):
            with self.subTest(text), self.assertRaisesRegex(ValidationError, "the bench reads it"):
                self._again(origin, complaint=text)
        self.assertTrue(self._again(origin, complaint="Loose since 24.05.2026, stone 1,25 ct"))

    @capability("C3")
    def test_only_the_head_starts_them(self):
        origin = self._create_done_job()
        for role in ("jeweller", "sales_manager", "planner"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._again(origin, user=self.users[role])

    def test_cancelled_job_is_made_again(self):
        origin = self._create_job()
        origin.with_user(self.head).action_cancel()
        self.assertEqual(self._again(origin, job_kind="remake").state, "confirmed")
        with self.assertRaises(UserError):
            self._again(origin, job_kind="repair")

    @capability("F6", "F15")
    def test_act_of_acceptance_has_weight_and_photo_and_the_client_for_his_manager_only(self):
        self.client.write({"name": "Anna Petrova", "phone": "+7 495 000-00-01"})
        photos = self.env["ir.attachment"].with_user(self.head)
        photo = photos.create({"name": "1.jpg", "datas": picture()})
        job = self._again(
            self._create_done_job(engraving="A. P."),
            complaint="The lock is loose",
            intake_photo_ids=[Command.link(photo.id)],
            intake_weight=8.105,
        )
        reports = self.env["ir.actions.report"]
        second = self._create_role_user("sales_manager", login="jewel_test_manager2")
        for user, sees_client in ((self.head, False), (self.manager, True), (second, False)):
            html = (
                reports.with_user(user)
                ._render_qweb_html("jewel_production.intake_act", job.ids)[0]
                .decode()
            )
            for text in (job.name, "8,105", self.alloy.name, "A. P.", "The lock is loose"):
                self.assertIn(text, html)
            self.assertEqual(html.count("<img"), 2, "a copy for each side")
            for text in ("Client&#39;s copy", "Workshop&#39;s copy"):
                self.assertEqual(html.count(text), 1)
            for secret in (self.client.name, self.client.phone):
                self.assertEqual(secret in html, sees_client, secret)
        self.assertNotIn("1 000", html)
