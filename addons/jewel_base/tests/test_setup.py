from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from ..const import NEEDED_ROLES, ROLES
from .common import JewelCase, capability

COMPANY = {
    "name": "Масляный двор",
    "vat": "7707083893",
    "kpp": "770401001",
    "company_registry": "1027700132195",
    "city": "Москва",
    "street": "Покровка, 1",
}
ACCOUNT = {
    "bank_name": "Bank",
    "bic": "044525225",
    "corr_account": "30101810400000000225",
    "acc_number": "40702810200000012345",
}


class SetupCase(JewelCase):
    """A company of which nothing is known yet, and its administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "New Workshop"})
        cls.admin = cls._create_role_user(login="setup_admin")
        cls.admin.write(
            {
                "group_ids": [(4, cls.env.ref("base.group_system").id)],
                "company_ids": [(4, cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.setup_env = cls.env(user=cls.admin)

    def _step(self, key):
        """The step as the administrator sees it now."""
        steps = self.setup_env["jewel.setup.step"].with_company(self.company)
        step = steps.search([("key", "=", key)])
        step.invalidate_recordset()
        return step

    def _fill_company(self, **values):
        wizards = self.setup_env["jewel.setup.company"].with_company(self.company)
        with Form(wizards) as form:
            for name, value in {**COMPANY, **ACCOUNT, **values}.items():
                setattr(form, name, value)
        form.record.action_apply()


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupCompany(SetupCase):
    def test_the_form_makes_the_company_and_its_first_account(self):
        self.assertIn("INN of the company.", self._step("company").missing)
        self._fill_company()
        account = self.company.partner_id.bank_ids
        self.assertEqual(account.acc_number, ACCOUNT["acc_number"])
        self.assertEqual(account.bank_id.corr_account, ACCOUNT["corr_account"])
        self.assertEqual(self.company.country_id.code, "RU")
        self.assertRecordValues(self.company, [COMPANY])
        left = self.env["jewel.setup.step"]._get_missing_company(self.company)
        self.assertNotIn("INN", " ".join(left))

    def test_the_form_shows_what_is_known_and_may_be_saved_again(self):
        self._fill_company()
        form = Form(self.setup_env["jewel.setup.company"].with_company(self.company))
        self.assertEqual(form.vat, COMPANY["vat"])
        self.assertEqual(form.acc_number, ACCOUNT["acc_number"])
        form.save().action_apply()
        self.assertEqual(len(self.company.partner_id.bank_ids), 1)

    def test_another_account_becomes_the_first_one(self):
        self._fill_company()
        self._fill_company(acc_number="40702810500000012346")
        accounts = self.company.partner_id.bank_ids
        self.assertEqual(len(accounts), 2)
        self.assertEqual(accounts[0].acc_number, "40702810500000012346")

    def test_a_sole_trader_needs_no_kpp(self):
        self._fill_company(vat="500100732259", kpp=False, company_registry="304500116000157")
        self.assertNotIn("KPP", self._step("company").missing or "")

    def test_wrong_numbers_are_refused_in_words_and_nothing_is_kept(self):
        wrong = {
            "INN 7707083894 .* is wrong: it must have 10 digits": {"vat": "7707083894"},
            "KPP 77040100 .* is wrong": {"kpp": "77040100"},
            "OGRN 1027700132196 .* is wrong": {"company_registry": "1027700132196"},
            "BIK 144525225 .* is wrong": {"bic": "144525225", "corr_account": False},
            "the control digit must agree with BIK": {"acc_number": "40702810200000012346"},
            "does not belong to the bank": {"corr_account": "30101810400000000226"},
        }
        for words, values in wrong.items():
            with self.subTest(words), self.assertRefused(words), self.cr.savepoint():
                self._fill_company(**values)
        self.assertEqual(self.company.name, "New Workshop")

    def test_half_an_account_is_refused(self):
        wizard = self.setup_env["jewel.setup.company"].with_company(self.company)
        wizard = wizard.create({**COMPANY, "acc_number": ACCOUNT["acc_number"]})
        with self.assertRefused("enter three things"):
            wizard.action_apply()


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupPeople(SetupCase):
    def _fill_people(self, *people):
        with Form(self.setup_env["jewel.setup.people"].with_company(self.company)) as form:
            for name, login, *roles in people:
                with form.person_ids.new() as row:
                    row.name, row.login = name, login
                    for role in roles:
                        row.role_ids.add(self.env.ref(f"jewel_base.group_{role}"))
        form.record.action_apply()

    def test_a_list_of_people_becomes_users_with_their_roles_and_nobody_is_written_to(self):
        letters = self.env["mail.mail"].search_count([])
        self._fill_people(
            ("Anna", "anna@example.com", "sales_manager"),
            ("Sergey", "sergey", "production_head", "jeweller"),
        )
        users = self.env["res.users"].search([("login", "in", ("anna@example.com", "sergey"))])
        by_login = {user.login: user for user in users}
        self.assertTrue(by_login["anna@example.com"].has_group("jewel_base.group_sales_manager"))
        self.assertFalse(by_login["anna@example.com"].has_group("jewel_base.group_director"))
        self.assertTrue(by_login["sergey"].has_group("jewel_base.group_jeweller"))
        self.assertFalse(by_login["sergey"].has_group("base.group_system"))
        self.assertEqual(users.company_ids, self.company)
        self.assertEqual(self.env["mail.mail"].search_count([]), letters)
        self.assertFalse(self._step("people").missing)

    def test_the_first_password_opens_the_door_and_is_forgotten(self):
        wizard = self.setup_env["jewel.setup.people"].with_company(self.company).create({})
        person = self.setup_env["jewel.setup.person"].create(
            {
                "setup_id": wizard.id,
                "name": "Anna",
                "login": "anna",
                "role_ids": [(4, self.env.ref("jewel_base.group_sales_manager").id)],
            }
        )
        password = person.password
        wizard.action_apply()
        user = self.env["res.users"].search([("login", "=", "anna")])
        credential = {"type": "password", "login": "anna", "password": password}
        self.assertTrue(user.with_user(user)._check_credentials(credential, {"interactive": True}))
        self.assertFalse(person.exists())

    def test_the_administrator_takes_a_role_and_stays_administrator(self):
        with Form(self.setup_env["jewel.setup.people"].with_company(self.company)) as form:
            with form.person_ids.edit(0) as row:
                self.assertEqual(row.login, self.admin.login)
                row.role_ids.add(self.env.ref("jewel_base.group_director"))
        form.record.action_apply()
        self.assertTrue(self.admin.has_group("jewel_base.group_director"))
        self.assertTrue(self.admin.has_group("base.group_system"))

    def test_a_login_that_is_taken_is_refused_with_the_name_of_its_user(self):
        login = self.users["jeweller"].login
        with self.assertRefused(f"The login {login} of Anna is that of the user"):
            self._fill_people(("Anna", login, "sales_manager"))

    def test_the_step_names_the_roles_that_nobody_has(self):
        for role in NEEDED_ROLES:
            self.assertIn(
                self.env.ref(f"jewel_base.group_{role}").name, self._step("people").missing
            )


@tagged("post_install", "-at_install")
@capability("B33", "A2")
class TestSetupSteps(SetupCase, HttpCase):
    def _home(self, user):
        # A test logs in with any password only where the user has one.
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request("/web/session/get_session_info", {})["home_action_id"]

    def test_a_skipped_step_counts_as_settled_and_can_be_taken_up_again(self):
        company = self.company.with_user(self.admin).with_company(self.company)
        before = company.jewel_setup_percent
        self._step("company").action_skip()
        company.invalidate_recordset()
        self.assertEqual(self._step("company").state, "skipped")
        self.assertGreater(company.jewel_setup_percent, before)
        self._step("company").action_return()
        company.invalidate_recordset()
        self.assertEqual(self._step("company").state, "todo")
        self.assertEqual(company.jewel_setup_percent, before)

    def test_skipping_is_a_matter_of_one_company(self):
        self._step("people").action_skip()
        other = self.env["res.company"].create({"name": "Another"})
        self.admin.company_ids = [(4, other.id)]
        self.assertEqual(self._step("people").with_company(other).state, "todo")

    def test_opening_a_skipped_step_takes_it_up_again(self):
        self._step("people").action_skip()
        action = self._step("people").action_open()
        self.assertEqual(action["res_model"], "jewel.setup.people")
        self.assertEqual(self._step("people").state, "todo")

    def test_every_step_can_be_asked_and_opened(self):
        steps = self.setup_env["jewel.setup.step"].with_company(self.company).search([])
        for step in steps:
            self.assertIn(step.state, ("todo", "done"), step.key)
            self.assertTrue(step.action_open()["res_model"], step.key)

    def test_the_administrator_begins_with_the_set_up_until_it_is_ended(self):
        page = self.env.ref("jewel_base.jewel_setup_action").id
        self.assertEqual(self._home(self.admin), page)
        self.company.with_user(self.admin).action_jewel_setup_close()
        self.assertNotEqual(self._home(self.admin), page)

    def test_a_settled_set_up_leads_nobody_there(self):
        steps = self.setup_env["jewel.setup.step"].with_company(self.company).search([])
        steps.action_skip()
        self.assertFalse(self.company._is_jewel_setup_open())
        self.assertNotEqual(
            self._home(self.admin), self.env.ref("jewel_base.jewel_setup_action").id
        )

    def test_nobody_else_is_led_to_it_sees_it_or_may_use_it(self):
        page = self.env.ref("jewel_base.jewel_setup_action")
        menu = self.env.ref("jewel_base.menu_setup")
        for role in ROLES:
            user = self.users[role]
            with self.subTest(role=role):
                self.assertNotEqual(self._home(user), page.id)
                self.assertNotIn(
                    menu.id, self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                )
                with self.assertRaises(AccessError):
                    self.env["jewel.setup.step"].with_user(user).search([]).action_open()
                with self.assertRaises(AccessError):
                    self.env["jewel.setup.people"].with_user(user).create({})
                with self.assertRaises(UserError):
                    self.env.company.with_user(user).action_jewel_setup_close()
