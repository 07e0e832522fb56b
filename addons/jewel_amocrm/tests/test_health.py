from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.jewel_base.tests.common import capability


@tagged("post_install", "-at_install")
class TestAmocrmHealth(HttpCase):
    """amoCRM's part of the state of the suite, and who may look at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["amocrm.account"].search([]).active = False
        cls.account = cls.env["amocrm.account"].create(
            {"name": "Secret name", "host": "example.amocrm.ru", "state": "connected"}
        )

    def check(self):
        self.env.flush_all()
        return self.env["jewel.health"]._check_all()["amocrm"]

    def test_lag_queues_state_and_hook_of_each_account(self):
        self.env["amocrm.event"].create({"account_id": self.account.id, "body": "x"})
        result = self.check()
        [account] = result["accounts"]
        self.assertEqual(result["status"], "ok")
        self.assertEqual(account["id"], self.account.id)
        self.assertEqual((account["inbox"], account["queue_in"], account["queue_out"]), (1, 0, 0))
        self.assertEqual((account["state"], account["hook_state"]), ("connected", "unknown"))
        self.assertNotIn("Secret", str(result))

    def test_dead_token_fails_and_bad_hook_warns(self):
        self.account.hook_state = "disabled"
        self.assertEqual(self.check()["status"], "warn")
        self.account.state = "reconnect"
        self.assertEqual(self.check()["status"], "fail")
        response = self.url_open("/jewel/health")
        self.assertEqual((response.status_code, response.json()), (503, {"status": "fail"}))

    @capability("A1")
    def test_director_looks_and_does_not_press(self):
        director = new_test_user(self.env, "boss", groups="jewel_base.group_director")
        head = new_test_user(self.env, "foreman", groups="jewel_base.group_production_head")
        accounts = self.env["amocrm.account"].with_user(director)
        pulse = accounts.get_pulse()
        self.assertEqual([item["id"] for item in pulse["accounts"]], self.account.ids)
        self.assertFalse(pulse["may_press"])
        for method in ("action_pause", "action_resume", "action_look_now", "action_open_dead"):
            with self.assertRaises(AccessError):
                getattr(self.account.with_user(director), method)()
        with self.assertRaises(AccessError):
            accounts.with_user(head).get_pulse()
