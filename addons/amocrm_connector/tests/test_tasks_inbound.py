from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import AmocrmCase, capability, hook

TILL = 1760129940  # 10 October 2025, 23:59 in Moscow


@tagged("post_install", "-at_install")
class TestTasksInbound(AmocrmCase):
    """Tasks that people make in amoCRM are activities here."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.lead = self.import_deal(self.deal)

    def arrive(self, task, action="add"):
        number = task["entity_id"]
        self.receive(hook("task", action, task["id"], element_id=number, element_type=2))
        self.run_crons()
        return self.env["mail.activity"].browse(self.binding_of("tasks", task).res_id)

    @capability("A1")
    def test_task_becomes_an_activity(self):
        task = self.amo.add_task(self.deal, "Call Anna\nask for the <size>", complete_till=TILL)
        activity = self.arrive(task)
        self.assertEqual((activity.res_model, activity.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(activity.summary, "Call Anna")
        self.assertIn("ask for the &lt;size&gt;", activity.note)
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2025-10-10"))
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_todo"))
        self.arrive(task, "update")
        self.assertEqual(self.lead.activity_ids, activity)
        self.assertFalse(self.amo.called("PATCH", "/tasks/"), "no echo")
        self.assertFalse(self.amo.called("POST", "/tasks"))

    def test_type_by_its_number_and_person_by_the_deal(self):
        call = self.env.ref("mail.mail_activity_data_call")
        call.amocrm_task_type_id = 3
        self.env["mail.activity.type"].flush_model()
        task = self.amo.add_task(self.deal, task_type_id=3, responsible_user_id=12)
        activity = self.arrive(task)
        self.assertEqual(activity.activity_type_id, call)
        self.assertEqual(activity.user_id, self.lead.user_id)
        self.assertFalse(self.amo.called("POST", "/tasks"))

    @capability("A1")
    def test_changes_both_ways(self):
        task = self.amo.add_task(self.deal)
        activity = self.arrive(task)
        self.amo.touch(task).update(text="Write to Anna", complete_till=TILL + 86400)
        self.arrive(task, "update")
        self.assertEqual(activity.summary, "Write to Anna")
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2025-10-11"))
        self.assertFalse(self.amo.called("PATCH", "/tasks/"))
        activity.write({"date_deadline": "2025-10-12"})
        self.run_crons()
        [call] = self.amo.called("PATCH", "/tasks/")
        self.assertEqual(call[3], {"complete_till": TILL + 2 * 86400})

    def test_hour_of_the_deadline_is_not_written_back(self):
        task = self.amo.add_task(self.deal, complete_till=TILL - 5 * 3600)
        activity = self.arrive(task)
        activity.summary = "Call Anna now"
        self.run_crons()
        self.assertEqual(self.amo.called("PATCH", "/tasks/")[0][3], {"text": "Call Anna now"})

    @capability("A1")
    def test_done_here_and_done_there(self):
        tasks = [self.amo.add_task(self.deal, words) for words in ("One", "Two")]
        first, second = (self.arrive(task) for task in tasks)
        first.action_feedback("agreed")
        self.run_crons()
        self.assertEqual(self.amo.tasks[tasks[0]["id"]]["result"], {"text": "agreed"})
        self.amo.touch(tasks[1]).update(is_completed=True, result={"text": "no answer"})
        self.arrive(tasks[1], "update")
        self.assertFalse(second.active)
        self.assertEqual(second.feedback, "no answer")
        self.assertEqual(len(self.amo.called("PATCH", "/tasks/")), 1)
        self.amo.touch(tasks[1]).update(is_completed=False)
        self.arrive(tasks[1], "update")
        self.assertTrue(second.active, "opened again there")

    def test_done_before_we_saw_it_makes_no_activity(self):
        self.assertFalse(self.arrive(self.amo.add_task(self.deal, is_completed=True)))

    def test_deleted_there_goes_here(self):
        task = self.amo.add_task(self.deal)
        activity = self.arrive(task)
        del self.amo.tasks[task["id"]]
        self.arrive(task, "delete")
        self.assertFalse(activity.exists())
        self.assertFalse(self.amo.called("PATCH", "/tasks/"))

    def test_task_of_a_deal_that_is_not_here(self):
        task = self.amo.add_task(self.add_full_deal())
        self.arrive(task)
        self.assertFalse(self.binding_of("tasks", task))

    def own_task(self):
        self.env.ref("mail.mail_activity_data_todo").amocrm_task_type_id = 1
        return self.lead.activity_schedule("mail.mail_activity_data_todo", summary="Pack")

    def check_one_task(self, activity):
        self.run_crons()
        [task] = self.amo.tasks.values()
        self.assertEqual(self.lead.activity_ids, activity)
        self.assertEqual(self.binding_of("tasks", task).res_id, activity.id)
        self.assertFalse(self.env["amocrm.binding"].search([("stale", "=", True)]))

    @capability("A1")
    def test_hook_of_our_own_task_comes_before_its_answer_is_stored(self):
        activity = self.own_task()
        handler = self.env.registry["amocrm.entity.tasks"]
        original = handler._send

        def send(entity, client, plan):
            outcome = original(entity, client, plan)
            [task] = self.amo.tasks.values()
            body = hook("task", "add", task["id"], element_id=self.deal["id"], element_type=2)
            event = entity.env["amocrm.event"].create({"account_id": self.account.id, "body": body})
            event._process()
            return outcome

        with patch.object(handler, "_send", send):
            self.run_crons()
        self.check_one_task(activity)

    @capability("A1")
    def test_hook_of_our_own_task_is_read_while_its_answer_is_lost(self):
        activity = self.own_task()
        self.amo.fault("timeout", path="/tasks$", method="POST", after=True)
        self.run_crons()
        [task] = self.amo.tasks.values()
        body = hook("task", "add", task["id"], element_id=self.deal["id"], element_type=2)
        self.receive(body)
        self.run_crons(ignore_waiting=False)
        self.assertEqual(self.lead.activity_ids, activity)
        self.check_one_task(activity)

    def test_hook_of_our_own_task_comes_afterwards(self):
        activity = self.own_task()
        self.run_crons()
        [task] = self.amo.tasks.values()
        self.arrive(task)
        self.check_one_task(activity)

    def test_another_task_does_not_wait_for_ours(self):
        self.own_task()
        self.amo.fault("timeout", path="/tasks$", method="POST")
        self.run_crons()
        self.receive(
            hook(
                "task",
                "add",
                self.amo.add_task(self.deal, "Other")["id"],
                element_id=self.deal["id"],
                element_type=2,
            )
        )
        self.run_crons(ignore_waiting=False)
        self.assertEqual(len(self.lead.activity_ids), 2)
