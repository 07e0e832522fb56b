import json
import re

from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from ..job_code import read_code
from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("F5")
class TestScan(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cast.jeweller_ids = cls.jeweller
        cls.file.jeweller_ids = cls.colleague
        cls.enamel.jeweller_ids = cls.head
        cls.polish.jeweller_ids = cls.jeweller
        cls.job = cls._create_job()

    def _scan(self, user, code=None):
        return self.env["mrp.production"].with_user(user).jewel_scan(code or self.job.name)

    def assertRefusal(self, words, user, code=None):
        action = self._scan(user, code)
        self.assertEqual(action.get("tag"), "display_notification", action)
        self.assertRegex(action["params"]["message"], words)

    def assertOpens(self, record, action):
        self.assertEqual((action["res_model"], action["res_id"]), (record._name, record.id))
        self.assertEqual(action["views"][0][1], "form")

    def test_codes_that_a_scanner_may_send(self):
        for text, expected in (
            ("wh/mo/00012", (None, ["WH/MO/00012"])),
            (" WH/MO/00012\n", (None, ["WH/MO/00012"])),
            ("ЦР.ЬЩ.00012", (None, ["ЦР.ЬЩ.00012", "WH/MO/00012"])),
            ("https://erp.example/jewel/job/7", (7, [])),
            ("реезЖ..удуг.оуцуд.ощи.7", (7, [])),
            ("", (None, [])),
        ):
            with self.subTest(text):
                self.assertEqual(read_code(text), expected)

    def test_jeweller_gets_the_work_that_is_next_for_him(self):
        self.assertOpens(self._order_of(self.job, self.cast), self._scan(self.jeweller))
        self._order_of(self.job, self.cast, self.jeweller).action_jewel_start()
        self.assertOpens(self._order_of(self.job, self.cast), self._scan(self.jeweller))

    def test_number_is_read_in_any_layout_and_case(self):
        layout = str.maketrans("WHMO/", "ЦРЬЩ.")
        for code in (
            self.job.name.lower(),
            self.job.name.translate(layout),
            f"https://x.example/jewel/job/{self.job.id}",
        ):
            self.assertOpens(self._order_of(self.job, self.cast), self._scan(self.jeweller, code))

    def test_head_gets_the_job(self):
        self.assertOpens(self.job, self._scan(self.head))
        self.assertOpens(self.job, self._scan(self._create_role_user("jeweller", "planner")))

    def test_not_yet_his(self):
        self.assertRefusal("not yours yet: it is at “Casting”, your “Filing”", self.colleague)

    def test_already_done(self):
        self._order_of(self.job, self.cast, self.jeweller).action_jewel_finish()
        self.assertRefusal("not yours yet.*“Polishing” comes after", self.jeweller)
        self._order_of(self.job, self.file, self.colleague).action_jewel_finish()
        name = re.escape(self.colleague.name)
        words = f"“Filing” of job {self.job.name} is done already: {name}.*at “Enamel” now"
        self.assertRefusal(words, self.colleague)

    def test_taken_by_a_colleague_of_the_stage(self):
        self.cast.jeweller_ids |= self.colleague
        self._order_of(self.job, self.cast, self.jeweller).action_jewel_take()
        self.assertRefusal(f"already taken by {re.escape(self.jeweller.name)}", self.colleague)

    @capability("C3")
    def test_name_of_a_jeweller_of_other_stages_is_not_told(self):
        self._order_of(self.job, self.cast, self.jeweller).action_jewel_take()
        message = self._scan(self.colleague)["params"]["message"]
        self.assertNotIn(self.jeweller.name, message)

    def test_no_work_for_him_and_nothing_left(self):
        stranger = self._create_role_user("jeweller", login="jewel_test_stranger")
        self.assertRefusal("no work for you in job", stranger)
        self.job.workorder_ids.button_finish()
        self.assertRefusal("Nothing is left to do", self.jeweller)

    @capability("C3")
    def test_unknown_number_foreign_company_and_people_of_other_departments(self):
        for code in ("WH/MO/99999999", "https://x.example/jewel/job/999999999", "тест", "1"):
            for user in (self.jeweller, self.head):
                self.assertRefusal("no job with the number", user, code)
        for role in ("accountant", "storekeeper"):
            if not self.job.with_user(self.users[role]).has_access("read"):
                self.assertRefusal("no job with the number", self.users[role])
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self._create_role_user("jeweller", login="jewel_test_foreign")
        foreign.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertRefusal("no job with the number", foreign)


@tagged("post_install", "-at_install")
@capability("F5")
class TestScanRoutes(ProductionCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file.jeweller_ids = cls.colleague
        cls.job = cls._create_job(name="Deal of a client")
        for user in (cls.jeweller, cls.colleague, cls.head):
            user.password = f"{user.login}-password"

    def _open(self, user, job_id=None):
        if user:
            self.authenticate(user.login, f"{user.login}-password")
        url = f"/jewel/job/{job_id or self.job.id}"
        return self.url_open(url, allow_redirects=False)

    def test_link_leads_each_to_his_screen(self):
        order = self._order_of(self.job, self.cast)
        for user, path in (
            (self.jeweller, f"/odoo/my-work/{order.id}"),
            (self.head, f"/odoo/workshop-jobs/{self.job.id}"),
        ):
            self.assertTrue(self._open(user).headers["Location"].endswith(path))

    def test_login_comes_first_and_leads_back(self):
        location = self._open(None).headers["Location"]
        self.assertIn("/web/login?redirect=", location)
        self.assertIn(f"job%2F{self.job.id}", location.replace("/", "%2F"))

    @capability("C3")
    def test_refusal_is_a_page_in_words_without_secrets(self):
        self.cast.jeweller_ids = self.head
        response = self._open(self.colleague)
        self.assertEqual(response.status_code, 404)
        self.assertIn("is not yours yet", response.text)
        for secret in (self.client.name, "Deal of a client", json.dumps(self.client.name)):
            self.assertNotIn(secret, response.text)
        self.assertIn("no job with the number", self._open(self.colleague, 999999999).text)


@tagged("post_install", "-at_install")
@capability("F5")
class TestScanScreen(ProductionCase, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_number_typed_and_scanned_opens_the_card(self):
        job = self._create_job()
        script = """(async () => {
            const find = async (selector) => {
                for (let round = 0; round < 100; round++) {
                    const element = document.querySelector(selector);
                    if (element) {
                        return element;
                    }
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                throw new Error("missing: " + selector);
            };
            const type = (text) => {
                for (const key of [...text, "Enter"]) {
                    const event = new KeyboardEvent("keydown", { key, bubbles: true });
                    document.body.dispatchEvent(event);
                }
            };
            await find(".o_jewel_bench .o_kanban_record");
            type("WH-UNKNOWN");
            (await find(".o_notification_close")).click();
            (await find(".o_jewel_scan_button")).click();
            const input = await find("#o_jewel_scan_code");
            input.value = "%s";
            input.form.requestSubmit();
            await find(".o_jewel_card [name=stage_summary]");
            console.log("test successful");
        })()"""
        self.browser_js(
            "/odoo/my-work", script % job.name.lower(), "odoo.isReady", login=self.jeweller.login
        )
