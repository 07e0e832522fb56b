from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("B12")
class TestQuestion(ProductionCase):
    def setUp(self):
        super().setUp()
        self.job = self._create_job()
        self.deal = self.job.deal_id
        self.deal.item_description = "Longer rays"

    def _ask(self, text="Cast already: is it worth it?", user=None):
        wizard = self.env["jewel.spec.question"].with_user(user or self.head)
        wizard.create({"production_id": self.job.id, "question": text}).action_ask()

    def _answer(self, answer, user=None):
        wizard = self.env["jewel.spec.answer"].with_user(user or self.manager)
        wizard = wizard.create({"production_id": self.job.id, "note": "The client insists"})
        getattr(wizard, f"action_{answer}")()

    def _activities(self):
        return self.deal.activity_search(["jewel_production.mail_activity_spec_question"])

    def assertSettled(self):
        self.assertFalse(self.job.question_date or self.job.spec_changed)
        self.assertFalse(self._activities() | self.job.activity_ids)
        self.assertEqual(self.deal.question_count, 0)

    def test_manager_is_asked_with_old_and_new_side_by_side(self):
        self._ask()
        activity = self._activities()
        self.assertEqual(activity.user_id, self.manager)
        for text in ("Cast already", "As drawn", "Longer rays"):
            self.assertIn(text, activity.note)
        self.assertTrue(self.job.question_date)
        self.assertEqual(self.deal.with_user(self.manager).question_job_ids, self.job)
        self._ask("Another one")
        self.assertEqual(len(self._activities()), 1)

    def test_accepted_change_is_made(self):
        self._ask()
        self._answer("accept")
        self.assertSettled()
        self.assertEqual(self.job.item_description, "Longer rays")
        self.assertIn("The client insists", "".join(self.job.message_ids.mapped("body")))

    def test_withdrawn_change_is_taken_back_everywhere(self):
        self._ask()
        self._answer("withdraw")
        self.assertSettled()
        self.assertEqual(self.job.item_description, "As drawn")
        self.assertEqual(self.job.sale_line_id.item_description, "As drawn")
        self.assertEqual(self.deal.item_description, "As drawn")

    def test_change_taken_back_or_decided_closes_the_question(self):
        self._ask()
        self.deal.item_description = "As drawn"
        self.assertSettled()
        self.deal.item_description = "Shorter rays"
        self._ask()
        self.job.with_user(self.head).action_jewel_keep_spec()
        self.assertSettled()

    def test_settled_question_is_not_answered_again(self):
        self._ask()
        self._answer("accept")
        with self.assertRaisesRegex(UserError, "settled already"):
            self._answer("withdraw")

    def test_nothing_changed_nothing_to_ask(self):
        self.deal.item_description = "As drawn"
        with self.assertRaisesRegex(UserError, "Nothing has changed"):
            self._ask()

    @capability("C3")
    def test_head_asks_and_manager_answers(self):
        for role in ("sales_manager", "jeweller", "planner"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._ask(user=self.users[role])
        self._ask()
        for role in ("production_head", "jeweller", "planner", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._answer("accept", self.users[role])
        self.assertTrue(self.job.question_date)
