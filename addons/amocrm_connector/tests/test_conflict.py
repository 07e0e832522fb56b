from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import AmocrmCase, capability
from .stub_amocrm import READY, WORK


@tagged("post_install", "-at_install")
class TestConflict(AmocrmCase):
    """Both sides changed the same value: last change, or a person is asked."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal(fields={701: [{"value": "a friend"}]})
        self.lead = self.import_deal(self.deal)
        self.binding = self.binding_of("leads", self.deal)

    def patches(self):
        return [call[3] for call in self.amo.called("PATCH", "/leads/")]

    def own(self, owner):
        self.map_field("price", "expected_revenue", direction="both", owner=owner)

    def clash(self, odoo=5000, amo=7000, shift=0):
        """Both sides change the price; amoCRM ``shift`` seconds after Odoo."""
        self.lead.with_user(self.seller).expected_revenue = odoo
        self.env.flush_all()
        moment = fields.Datetime.now().timestamp() + shift
        self.amo.clock = max(int(moment), self.amo.clock)
        self.amo.touch(self.deal).update(price=amo, updated_by=11)
        self.amo.leads[self.deal["id"]]["updated_at"] = int(moment)
        self.import_deal(self.deal, "update")

    def questions(self):
        return self.lead.amocrm_question_ids

    def price_there(self):
        return self.amo.leads[self.deal["id"]]["price"]

    def changes(self):
        return self.env["amocrm.change"].search([("lead_id", "=", self.lead.id)])

    @capability("A1", "B45")
    def test_last_change_of_amocrm_stands(self):
        self.own("last")
        self.clash(shift=3600)
        self.assertEqual((self.lead.expected_revenue, self.price_there()), (7000, 7000))
        change = self.changes()[:1]
        self.assertEqual((change.rule, change.lost_value, change.source), ("last", "5000", "amo"))
        self.assertEqual(change.author, "Maria")

    @capability("A1", "B45")
    def test_last_change_of_odoo_stands(self):
        self.own("last")
        self.clash(shift=-3600)
        self.assertEqual((self.lead.expected_revenue, self.price_there()), (5000, 5000))
        change = self.changes()[:1]
        self.assertEqual((change.rule, change.lost_value, change.source), ("last", "7000", "odoo"))
        self.assertEqual(change.user_id, self.seller)

    def test_moment_of_the_change_outlives_a_failed_try(self):
        self.own("last")
        self.lead.expected_revenue = 5000
        self.env.flush_all()
        self.amo.fault(500)
        self.run_crons()
        self.env.cr.execute("UPDATE amocrm_mark SET create_date = create_date - interval '2 hours'")
        moment = int(fields.Datetime.now().timestamp()) - 3600
        self.amo.touch(self.deal).update(price=7000, updated_at=moment)
        self.run_crons()
        self.assertEqual(self.lead.expected_revenue, 7000)

    @capability("A1")
    def test_question_leaves_both_sides_alone_and_calls_the_salesperson_once(self):
        self.own("ask")
        self.lead.user_id = self.seller
        self.clash()
        self.assertEqual((self.lead.expected_revenue, self.price_there()), (5000, 7000))
        question = self.questions()
        self.assertEqual((question.amo_value, question.odoo_value), ("7000", "5000"))
        self.import_deal(self.deal, "update")
        self.assertEqual(len(self.lead.activity_ids), 1)
        self.assertEqual(self.lead.activity_ids.user_id, self.seller)
        self.assertFalse(self.patches())
        self.assertFalse(self.binding.mark_ids, "a question is no work for the queue")

    @capability("A1")
    def test_answers_are_carried_over_and_close_the_question(self):
        self.own("ask")
        for answer, price in (("action_keep_odoo", 5000), ("action_take_amo", 7000)):
            self.clash()
            question = self.questions()
            getattr(question.with_user(self.seller), answer)()
            self.run_crons()
            self.assertEqual((self.lead.expected_revenue, self.price_there()), (price, price))
            self.assertEqual(question.state, "closed")
            self.assertEqual(question.answered_by_id, self.seller)
            self.assertEqual(self.changes()[:1].rule, "ask")
            self.assertFalse(self.lead.activity_ids)
            self.assertFalse(self.binding.has_questions)
            self.lead.expected_revenue = 1
            self.run_crons()

    def test_open_questions_are_counted_on_the_pulse_page(self):
        self.own("ask")
        self.assertEqual(self.counted(), (0, []))
        self.clash()
        question = self.questions()
        self.assertEqual(self.counted(), (1, question.ids))
        question.with_user(self.seller).action_keep_odoo()
        self.assertEqual(self.counted(), (0, []))

    def counted(self):
        """The figure of the Pulse page, and the list that opens behind it."""
        self.env.flush_all()
        accounts = self.env["amocrm.account"].with_user(self.admin)
        [pulse] = [a for a in accounts.get_pulse()["accounts"] if a["id"] == self.account.id]
        [count] = [item["count"] for item in pulse["counts"] if item["key"] == "questions"]
        action = self.account.with_user(self.admin).action_open_pulse_count("questions")
        return count, self.env["amocrm.conflict"].search(action["domain"]).ids

    def test_question_shows_the_newest_values(self):
        self.own("ask")
        self.clash()
        self.clash(odoo=5500, amo=7700)
        question = self.questions()
        self.assertEqual((question.amo_value, question.odoo_value), ("7700", "5500"))
        self.assertEqual(len(question), 1)

    def test_question_closes_itself_when_the_sides_agree(self):
        self.own("ask")
        self.clash()
        question = self.questions()
        self.lead.expected_revenue = 7000
        self.run_crons()
        self.assertEqual((question.state, question.outcome), ("closed", "equal"))
        self.assertFalse(self.lead.activity_ids)
        with self.assertRaisesRegex(UserError, "closed already"):
            question.action_take_amo()

    def test_question_closes_when_one_side_takes_its_change_back(self):
        self.own("ask")
        self.clash()
        question = self.questions()
        self.amo.touch(self.deal)["price"] = 1000
        self.import_deal(self.deal, "update")
        self.assertEqual((self.lead.expected_revenue, self.price_there()), (5000, 5000))
        self.assertEqual((question.state, question.outcome), ("closed", "odoo"))

    def test_rule_chosen_later_answers_the_question(self):
        self.own("ask")
        self.clash()
        question = self.questions()
        self.account.field_map_ids.filtered(lambda row: row.amo_field == "price").owner = "amo"
        self.run_crons()
        self.assertEqual((self.lead.expected_revenue, question.outcome), (7000, "amo"))

    def test_other_fields_of_the_deal_go_on(self):
        self.own("ask")
        self.lead.referred = "the web"
        self.clash()
        self.assertEqual(self.amo.value(self.deal, 701), [{"value": "the web"}])
        self.assertTrue(self.questions())

    @capability("A1")
    def test_stage_in_question(self):
        self.account.stage_owner = "ask"
        self.lead.stage_id = self.work
        self.amo.touch(self.deal)["status_id"] = READY
        self.import_deal(self.deal, "status")
        self.assertEqual(self.lead.stage_id, self.work)
        self.assertTrue(self.binding.has_questions)
        question = self.questions()
        self.assertEqual(question.odoo_value, "At Work")
        self.assertIn("Finished", question.amo_value)
        question.action_keep_odoo()
        self.run_crons()
        self.assertEqual(self.amo.leads[self.deal["id"]]["status_id"], WORK)
        self.assertEqual(question.state, "closed")

    def test_first_stage_of_a_new_deal_is_never_in_question(self):
        for owner in ("ask", "odoo", "last"):
            self.account.stage_owner = owner
            lead = self.import_deal(self.add_full_deal(status_id=READY))
            self.assertEqual(lead.stage_id, self.finished, owner)
            self.assertFalse(lead.amocrm_question_ids)

    def test_stage_of_the_last_change(self):
        self.account.stage_owner = "last"
        self.lead.stage_id = self.work
        self.env.flush_all()
        moment = int(fields.Datetime.now().timestamp()) - 3600
        self.amo.touch(self.deal).update(status_id=READY, updated_at=moment)
        self.import_deal(self.deal, "status")
        self.assertEqual(self.lead.stage_id, self.work)
        self.assertEqual(self.amo.leads[self.deal["id"]]["status_id"], WORK)

    def test_only_who_may_change_the_deal_may_answer(self):
        self.own("ask")
        self.lead.user_id = self.admin
        self.clash_as_stranger()

    def clash_as_stranger(self):
        self.lead.sudo().expected_revenue = 5000
        self.amo.touch(self.deal)["price"] = 7000
        self.import_deal(self.deal, "update")
        stranger = new_test_user(self.env, "peter", groups="sales_team.group_sale_salesman")
        self.lead.user_id = self.admin
        question = self.env["amocrm.conflict"].search([("lead_id", "=", self.lead.id)])
        with self.assertRaises(AccessError):
            question.with_user(stranger).action_keep_odoo()
        self.assertFalse(self.env["amocrm.conflict"].with_user(stranger).search([]))
