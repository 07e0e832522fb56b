from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

KEY = "k3y-of-the-monitoring"


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    """What a monitoring system gets to know, and what a stranger does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("jewel.health_key", KEY)
        cls.health = cls.env.registry["jewel.health"]

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch.object(self.health, "_collect", lambda self: {"database": self._check_database})
        )

    def ask(self, key=None, **checks):
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        results = {
            name: lambda status=status: {"status": status} for name, status in checks.items()
        }
        if not results:
            return self.url_open("/jewel/health", headers=headers)
        with patch.object(self.health, "_collect", lambda self: results):
            return self.url_open("/jewel/health", headers=headers)

    def test_stranger_gets_the_status_only(self):
        for key in (None, "", "guess", KEY + "x"):
            response = self.ask(key)
            self.assertEqual((response.status_code, response.json()), (200, {"status": "ok"}), key)
        self.assertNotIn("session_id", response.headers.get("Set-Cookie", ""))

    def test_without_a_key_of_ours_nobody_has_the_right_one(self):
        self.env["ir.config_parameter"].set_param("jewel.health_key", False)
        self.assertNotIn("checks", self.ask("").json())

    def test_key_and_administrator_see_the_figures(self):
        self.assertGreater(self.ask(KEY).json()["checks"]["database"]["megabytes"], 0)
        new_test_user(self.env, "keeper", groups="base.group_system")
        self.authenticate("keeper", "keeper")
        self.assertIn("checks", self.ask().json())
        new_test_user(self.env, "boss", groups="jewel_base.group_director")
        self.authenticate("boss", "boss")
        self.assertNotIn("checks", self.ask().json())

    def test_the_worst_decides(self):
        for checks, status, code in (
            ({"a": "ok", "b": "ok"}, "ok", 200),
            ({"a": "ok", "b": "warn"}, "warn", 200),
            ({"a": "fail", "b": "warn"}, "fail", 503),
        ):
            response = self.ask(**checks)
            self.assertEqual((response.status_code, response.json()["status"]), (code, status))

    @mute_logger("odoo.addons.jewel_base.models.jewel_health", "odoo.sql_db")
    def test_check_that_breaks_down_stops_no_other(self):
        def broken():
            self.env.cr.execute("SELECT * FROM nowhere")

        def collect(health):
            return {"broken": broken, "database": health._check_database}

        with patch.object(self.health, "_collect", collect):
            checks = self.env["jewel.health"]._check_all()
        self.assertEqual([check["status"] for check in checks.values()], ["fail", "ok"])
        self.assertNotIn("nowhere", str(checks))

    def test_late_and_failing_jobs_are_told(self):
        jobs = self.env["ir.cron"].search([])
        jobs.write({"nextcall": fields.Datetime.now() + timedelta(hours=1), "failure_count": 0})
        self.env.flush_all()
        check = self.env["jewel.health"]._check_crons
        self.assertEqual(check()["status"], "ok")
        vacuum = self.env.ref("base.autovacuum_job")
        vacuum.nextcall = fields.Datetime.now() - timedelta(minutes=30)
        result = check()
        self.assertEqual((result["status"], result["late"]), ("warn", ["base.autovacuum_job"]))
        self.assertAlmostEqual(result["longest_delay_seconds"], 1800, delta=60)
        vacuum.failure_count = 5
        self.assertEqual(check()["status"], "fail")
        self.assertEqual(check()["failing"], {"base.autovacuum_job": 5})

    def test_prometheus_gets_text(self):
        response = self.url_open(
            "/jewel/health?format=prometheus", headers={"Authorization": f"Bearer {KEY}"}
        )
        self.assertTrue(response.headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        self.assertRegex(response.text, r"(?m)^jewel_database_bytes \d+$")
        stranger = self.url_open("/jewel/health?format=prometheus")
        self.assertEqual(
            [line for line in stranger.text.splitlines() if line[0] != "#"], ["jewel_status 0"]
        )

    def test_prometheus_gets_an_answer_when_something_fails(self):
        results = {"a": lambda: {"status": "fail"}}
        with patch.object(self.health, "_collect", lambda self: results):
            response = self.url_open("/jewel/health?format=prometheus")
        self.assertEqual((response.status_code, "jewel_status 2" in response.text), (200, True))

    def test_age_of_the_last_backup(self):
        check = self.env["jewel.health"]._check_backup
        params = self.env["ir.config_parameter"]
        params.set_param("jewel.last_backup", False)
        params.set_param("jewel.backup_max_age_hours", False)
        with patch.object(self.health, "_get_backup_limit", lambda self: 0):
            self.assertEqual(check()["status"], "ok", "nobody backs up a demo database")
        params.set_param("jewel.backup_max_age_hours", "24")
        self.assertEqual((check()["status"], check()["error"]), ("warn", "no backup yet"))
        for hours, status in ((1, "ok"), (25, "warn"), (73, "fail")):
            moment = fields.Datetime.now() - timedelta(hours=hours)
            params.set_param("jewel.last_backup", fields.Datetime.to_string(moment))
            self.assertEqual(check()["status"], status, hours)
            self.assertAlmostEqual(check()["age_hours"], hours, delta=0.2)
