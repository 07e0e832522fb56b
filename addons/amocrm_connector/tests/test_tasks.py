from odoo.tests import tagged

from .common import AmocrmCase, capability, hook

SUMMARY = "Prepare the parcel"


@tagged("post_install", "-at_install")
class TestTasks(AmocrmCase):
    """Activities of some types are tasks in amoCRM."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.lead = self.import_deal(self.deal)
        self.todo = self.env.ref("mail.mail_activity_data_todo")
        self.todo.amocrm_task_type_id = 1

    def schedule(self, **values):
        return self.lead.activity_schedule(
            "mail.mail_activity_data_todo",
            **{"summary": SUMMARY, "user_id": self.seller.id, "date_deadline": "2025-10-10"}
            | values,
        )

    def tasks(self):
        return list(self.amo.tasks.values())

    @capability("A1")
    def test_activity_becomes_a_task_of_its_person(self):
        self.schedule(note="<p>gift <b>box</b></p>")
        self.run_crons()
        [task] = self.tasks()
        self.assertEqual(task["text"], f"{SUMMARY}\ngift *box*")
        self.assertEqual(task["entity_type"], "leads")
        self.assertEqual(task["entity_id"], self.deal["id"])
        self.assertEqual(task["responsible_user_id"], 11)
        self.assertEqual(task["task_type_id"], 1)
        self.assertEqual(task["complete_till"], 1760129940, "23:59 in Moscow")

    def test_person_without_amocrm_user_leaves_it_to_the_salesperson(self):
        self.schedule(user_id=self.admin.id)
        self.run_crons()
        self.assertEqual(self.tasks()[0]["responsible_user_id"], 11)

    def test_other_types_and_other_records_stay_here(self):
        self.lead.activity_schedule("mail.mail_activity_data_call", user_id=self.seller.id)
        self.env["crm.lead"].create({"name": "Ours"}).activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        self.run_crons()
        self.assertFalse(self.tasks())

    @capability("A1")
    def test_done_here_closes_the_task(self):
        activity = self.schedule()
        self.run_crons()
        activity.action_feedback("sent by courier")
        self.run_crons()
        [task] = self.tasks()
        self.assertTrue(task["is_completed"])
        self.assertEqual(task["result"], {"text": "sent by courier"})

    def test_removed_here_closes_the_task(self):
        activity = self.schedule()
        self.run_crons()
        activity.unlink()
        self.run_crons()
        self.assertTrue(self.tasks()[0]["is_completed"])

    def test_done_before_it_was_sent_makes_no_task(self):
        self.schedule().action_feedback()
        self.run_crons()
        self.assertFalse(self.tasks())

    def test_changed_deadline_moves_the_task(self):
        activity = self.schedule()
        self.run_crons()
        activity.date_deadline = "2025-10-11"
        self.run_crons()
        self.assertEqual(
            self.amo.called("PATCH", "/tasks/")[-1][3], {"complete_till": 1760129940 + 86400}
        )

    @capability("A1")
    def test_closed_in_amocrm_is_done_here(self):
        activity = self.schedule()
        self.run_crons()
        [task] = self.tasks()
        self.amo.touch(task).update(is_completed=True, result={"text": "delivered"})
        self.receive(hook("task", "update", task["id"]))
        self.run_crons()
        self.assertFalse(activity.active)
        self.assertEqual(activity.feedback, "delivered")
        self.assertFalse(self.amo.called("PATCH", "/tasks/"), "no echo")

    @capability("A1")
    def test_lost_answer_does_not_make_a_second_task(self):
        self.schedule()
        self.amo.fault("timeout", path="/tasks$", method="POST", after=True)
        self.run_crons()
        self.run_crons()
        self.assertEqual(len(self.tasks()), 1)
        self.assertTrue(self.binding_of("tasks", self.tasks()[0]))

    def test_lost_question_is_asked_again(self):
        self.schedule()
        self.amo.fault("timeout", path="/tasks$", method="POST")
        self.run_crons()
        self.run_crons()
        self.assertEqual(len(self.tasks()), 1)

    def test_equal_task_of_another_activity_is_not_taken_for_ours(self):
        self.schedule()
        self.run_crons()
        self.schedule()
        self.amo.fault(504, path="/tasks$", method="POST")
        self.run_crons()
        self.run_crons()
        self.assertEqual(len(self.tasks()), 2)

    def test_refused_task_is_told_on_the_deal(self):
        self.schedule()
        self.amo.fault(400, path="/tasks$", method="POST")
        self.run_crons()
        self.assertIn("task could not be made", self.lead.amocrm_problem)
