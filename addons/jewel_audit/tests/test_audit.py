from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_production.tests.common import ProductionCase

from .. import uninstall_hook


@tagged("post_install", "-at_install")
@capability("B40")
class TestAudit(ProductionCase):
    """Who changed what, and what was there before; the log itself is closed to everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.entries = cls.env["jewel.audit.entry"].with_user(cls.director)
        cls.deal = cls._create_deal(expected_revenue=245000)
        cls.env.flush_all()

    def _last(self, record, field):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.entries.search(
            [("model", "=", record._name), ("res_id", "=", record.id), ("field", "=", field)],
            limit=1,
        )

    def assertLast(self, record, field, user, old, new):
        entry = self._last(record, field)
        self.assertEqual((entry.user_id, entry.old_text, entry.new_text), (user, old, new))
        self.assertAlmostEqual(entry.date, fields.Datetime.now(), delta=timedelta(hours=1))

    def test_manager_changes_a_deal(self):
        self.deal.with_user(self.manager).write({"expected_revenue": 250000, "name": "Ring, two"})
        self.assertLast(self.deal, "expected_revenue", self.manager, "245,000.00", "250,000.00")
        self.assertLast(self.deal, "name", self.manager, "Deal", "Ring, two")
        other = self.env.ref("jewel_base.alloy_au585_red")
        self.deal.with_user(self.manager).alloy_id = other
        self.assertLast(
            self.deal, "alloy_id", self.manager, self.alloy.display_name, other.display_name
        )
        entry = self._last(self.deal, "alloy_id")
        self.assertEqual((entry.model_label, entry.record_name), ("Deal", self.deal.display_name))
        self.assertEqual(entry.field_label, self.deal._fields["alloy_id"].string)

    def test_price_of_an_order_line_is_in_the_history_of_its_order(self):
        order = self._create_order((self._create_model(list_price=100), 1), deal=self.deal)
        order.user_id = self.manager
        self.env.flush_all()
        order.order_line.with_user(self.manager).price_unit = 90
        self.assertLast(order.order_line, "price_unit", self.manager, "100.00", "90.00")
        action = self.entries.action_open_history(order.with_user(self.director))
        found = self.entries.search(action["domain"])
        changed = self._last(order.order_line, "price_unit")
        self.assertIn(changed, found)
        order.order_line.unlink()
        self.env.flush_all()
        action = self.entries.action_open_history(order.with_user(self.director))
        found = self.entries.search(action["domain"])
        self.assertIn(changed, found)
        self.assertIn("unlink", found.mapped("operation"))

    def test_archived_deal_is_in_the_history_of_its_client(self):
        self.deal.with_user(self.manager).name = "Other"
        changed = self._last(self.deal, "name")
        self.deal.action_archive()
        action = self.entries.action_open_history(self.client.with_user(self.director))
        self.assertIn(changed, self.entries.search(action["domain"]))

    def test_head_moves_a_deadline(self):
        deadline = fields.Datetime.now().replace(microsecond=0) + timedelta(days=20)
        job = self._create_job(item_deadline=deadline)
        self.env.flush_all()
        self.env["jewel.deadline.set"].with_user(self.head).create(
            {
                "production_ids": job.ids,
                "deadline": deadline + timedelta(days=1),
                "reason_id": self.env.ref("jewel_production.deadline_reason_stone").id,
            }
        ).action_set()
        entry = self._last(job, "item_deadline")
        self.assertEqual(entry.user_id, self.head)
        self.assertNotEqual(entry.old_text, entry.new_text)
        self.assertEqual(entry.new_value[:10], str(deadline + timedelta(days=1))[:10])

    def test_accountant_changes_a_payment(self):
        payment = self.env["account.payment"].create(
            {"amount": 500, "payment_type": "inbound", "partner_id": self.client.id}
        )
        self.env.flush_all()
        accountant = self.users["accountant"]
        payment.with_user(accountant).amount = 700
        self.assertLast(payment, "amount", accountant, "500.00", "700.00")
        payment.with_user(accountant).unlink()
        entry = self.entries.search(
            [("model", "=", "account.payment"), ("res_id", "=", payment.id)], limit=1
        )
        self.assertEqual((entry.operation, entry.user_id), ("unlink", accountant))
        self.assertIn("700", entry.old_text)

    def test_rights_given_and_taken(self):
        boss = self._create_role_user(login="jewel_test_boss")
        boss.group_ids += self.env.ref("base.group_erp_manager")
        group = self.env.ref("jewel_base.group_accountant")
        self.jeweller.with_user(boss).write({"group_ids": [Command.link(group.id)]})
        self.assertLast(self.jeweller, "group_ids", boss, "", group.display_name)
        self.jeweller.with_user(boss).write({"group_ids": [Command.unlink(group.id)]})
        self.assertLast(self.jeweller, "group_ids", boss, group.display_name, "")

    def test_where_money_goes_and_who_may_what(self):
        accountant = self.users["accountant"]
        accountant.group_ids += self.env.ref("base.group_partner_manager")
        account = self.env["res.partner.bank"].create(
            {"acc_number": "40702810000000000001", "partner_id": self.client.id}
        )
        account.with_user(accountant).acc_number = "40702810000000000002"
        self.assertLast(
            account, "acc_number", accountant, "40702810000000000001", "40702810000000000002"
        )
        admin = self.env.ref("base.user_admin")
        access = self.env["ir.model.access"].search([("model_id.model", "=", "crm.lead")], limit=1)
        access.with_user(admin).perm_unlink = not access.perm_unlink
        self.assertEqual(self._last(access, "perm_unlink").user_id, admin)
        rule = self.env["ir.rule"].search([("model_id.model", "=", "crm.lead")], limit=1)
        before = rule.domain_force
        rule.with_user(admin).domain_force = "[(1, '=', 1)]"
        self.assertLast(rule, "domain_force", admin, before, "[(1, '=', 1)]")

    def test_value_of_a_field_that_had_another_type(self):
        self.deal.with_user(self.manager).expected_revenue = 1
        self.env.flush_all()
        self.entries.sudo()._rewrite(
            "UPDATE jewel_audit_entry SET old_value = 'much' WHERE model = %s AND res_id = %s",
            ["crm.lead", self.deal.id],
        )
        entry = self._last(self.deal, "expected_revenue")
        self.assertEqual((entry.old_text, entry.new_text), ("much", "1.00"))

    def test_new_norm_is_told_with_its_values(self):
        price = self.env["jewel.alloy.price"].create(
            {"alloy_id": self.alloy.id, "date": "2026-01-01", "price": 7777}
        )
        self.env.flush_all()
        entry = self.entries.search(
            [("model", "=", "jewel.alloy.price"), ("res_id", "=", price.id)], limit=1
        )
        self.assertEqual(entry.operation, "create")
        self.assertIn("7,777.00", entry.new_text)

    def test_triggers_of_an_older_release_become_those_of_this_one(self):
        entries = self.env["jewel.audit.entry"]
        wanted = entries._get_wanted()
        self.assertEqual(entries._get_present(), wanted)
        _events, *arguments = wanted["jewel_alloy_price"]
        entries._create_trigger("jewel_alloy_price", "UPDATE OR DELETE", *arguments)
        entries._create_trigger("res_country", "UPDATE OR DELETE", "res.country", "name")
        self.assertNotEqual(entries._get_present(), wanted)
        entries._register_hook()
        self.assertEqual(entries._get_present(), wanted)

    def test_what_the_database_deletes_along_was_deleted_by_somebody(self):
        alloy = self.env["jewel.alloy"].create({"name": "Test gone", "fineness": 585})
        price = self.env["jewel.alloy.price"].create(
            {"alloy_id": alloy.id, "date": "2026-01-01", "price": 7777}
        )
        self.env.flush_all()
        storekeeper = self.users["storekeeper"]
        storekeeper.group_ids += self.env.ref("product.group_product_manager")
        alloy.with_user(storekeeper).unlink()
        self.env.flush_all()
        entry = self.entries.search(
            [("model", "=", "jewel.alloy.price"), ("res_id", "=", price.id)], limit=1
        )
        self.assertEqual((entry.operation, entry.user_id), ("unlink", storekeeper))

    def test_what_is_only_computed_is_nobodys_change(self):
        self.assertNotIn("amount_tax", self.entries.sudo()._get_columns(self.env["sale.order"]))

    def test_no_column_that_opens_something(self):
        self.env.cr.execute("SELECT tgargs FROM pg_trigger WHERE tgname = 'jewel_audit'")
        arguments = b"".join(bytes(row[0]) for row in self.env.cr.fetchall()).decode().split("\0")
        self.assertIn("expected_revenue", arguments)
        self.assertFalse([name for name in arguments if "token" in name or "password" in name])

    def test_write_without_a_change_writes_nothing(self):
        before = self.entries.search_count([])
        self.deal.with_user(self.manager).write({"name": self.deal.name})
        self.env.flush_all()
        self.assertEqual(self.entries.search_count([]), before)

    def test_history_costs_no_query_more(self):
        deals = self.env["crm.lead"].concat(*(self._create_deal() for _number in range(5)))
        deals.write({"description": "warm"})
        self.env.flush_all()
        queries = []
        for way in ("DISABLE", "ENABLE"):
            self.env.cr.execute(f"ALTER TABLE crm_lead {way} TRIGGER jewel_audit")
            before = self.env.cr.sql_log_count
            deals.write({"description": f"Words while {way}"})
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*queries)
        self.assertEqual(
            self.entries.search_count([("res_id", "in", deals.ids), ("field", "=", "description")]),
            2 * len(deals),
        )

    def test_only_director_and_administrator_read_it(self):
        for role in ("sales_manager", "jeweller", "production_head", "accountant", "storekeeper"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.entries.with_user(self.users[role]).search([])
            with self.subTest(role), self.assertRaises(AccessError):
                self.entries.with_user(self.users[role]).action_open_history(self.deal)
        self.assertTrue(self.entries.with_user(self.env.ref("base.user_admin")).has_access("read"))

    @mute_logger("odoo.sql_db")
    def test_nobody_changes_or_deletes_an_entry(self):
        self.deal.with_user(self.manager).name = "Other"
        entry = self._last(self.deal, "name")
        for user in (self.director, self.env.ref("base.user_admin")):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(entry.with_user(user).has_access(operation), operation)
        with self.assertRefused("never rewritten"):
            entry.sudo().new_value = "Nothing happened"
        with self.assertRefused("never rewritten"):
            entry.sudo().unlink()
        for statement in (
            "UPDATE jewel_audit_entry SET new_value = NULL",
            "DELETE FROM jewel_audit_entry",
            "TRUNCATE jewel_audit_entry",
        ):
            with self.assertRaises(psycopg2.errors.RestrictViolation), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    @mute_logger("odoo.sql_db")
    def test_account_of_a_client_goes_that_of_a_colleague_stays(self):
        client = new_test_user(self.env, login="jewel_test_portal", groups="base.group_portal")
        colleague = self._create_role_user(login="jewel_test_leaver")
        for user in (client, colleague):
            user.with_user(user).sudo().login += "_new"
        changed = self._last(client, "login")
        self.assertEqual(changed.user_id, client)
        client.unlink()
        self.env.invalidate_all()
        self.assertEqual((changed.exists(), changed.user_id), (changed, self.env["res.users"]))
        self.assertFalse(
            self.entries.search(
                [
                    "|",
                    ("old_value", "ilike", "jewel_test_portal"),
                    ("new_value", "ilike", "jewel_test_portal"),
                ]
            ),
            "his login is personal data",
        )
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation), self.env.cr.savepoint():
            colleague.unlink()

    @mute_logger("odoo.sql_db")
    def test_colleague_made_a_portal_user_is_no_client(self):
        colleague = self._create_role_user(login="jewel_test_laundered")
        colleague.with_user(colleague).sudo().login += "_new"
        changed = self._last(colleague, "login")
        boss = self.env.ref("base.user_admin")
        portal = self.env.ref("base.group_portal")
        colleague.with_user(boss).group_ids = portal
        self.assertTrue(colleague.share)
        with self.assertRaises(psycopg2.errors.ForeignKeyViolation), self.env.cr.savepoint():
            colleague.with_user(boss).unlink()
        self.env.invalidate_all()
        self.assertEqual(changed.user_id, colleague)

    def test_retention_takes_the_old_and_leaves_the_rest(self):
        entries = self.env["jewel.audit.entry"]
        old, fresh = entries.create(
            [
                {
                    "model": "crm.lead",
                    "operation": "write",
                    "date": fields.Datetime.now() - timedelta(days=days),
                }
                for days in (401, 399)
            ]
        )
        settings = self.env["ir.config_parameter"]
        settings.set_param("jewel_audit.days", 0)
        entries._gc_entries()
        self.assertTrue(old.exists())
        settings.set_param("jewel_audit.days", 400)
        entries._gc_entries()
        self.assertEqual((old | fresh).exists(), fresh)
        told = self.entries.search([("operation", "=", "retention")], limit=1)
        self.assertIn("1 entries older than", told.old_text)
        with self.assertRefused("never rewritten", UserError):
            fresh.unlink()

    def _save_days(self, days):
        admin = self.env.ref("base.user_admin")
        with Form(self.env["res.config.settings"].with_user(admin)) as form:
            form.jewel_audit_days = days
        form.record.execute()
        form.record.env.flush_all()  # as his request does at its end

    def test_zero_days_in_the_settings_keep_all(self):
        old = self.env["jewel.audit.entry"].create(
            {"model": "crm.lead", "operation": "write", "date": "2001-01-01"}
        )
        self._save_days(0)
        self.env["jewel.audit.entry"]._gc_entries()
        self.assertTrue(old.exists())
        self.assertEqual(Form(self.env["res.config.settings"]).jewel_audit_days, 0)
        self._save_days(1095)
        self.env["jewel.audit.entry"]._gc_entries()
        self.assertFalse(old.exists())

    def test_days_are_a_year_at_least(self):
        for days in (1, -1, 364):
            with self.assertRefused("a year at least", ValidationError):
                self._save_days(days)
        entry = self.env["jewel.audit.entry"].create(
            {
                "model": "crm.lead",
                "operation": "write",
                "date": fields.Datetime.now() - timedelta(days=364),
            }
        )
        self._save_days(400)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET value = '1' WHERE key = 'jewel_audit.days'"
        )
        self.env.registry.clear_cache("stable")
        entry._gc_entries()
        self.assertTrue(entry.exists())

    def test_who_changes_the_days_is_in_the_history(self):
        admin = self.env.ref("base.user_admin")
        for days in (500, 400):
            self._save_days(days)
        parameter = self.env["ir.config_parameter"].search([("key", "=", "jewel_audit.days")])
        self.assertLast(parameter, "value", admin, "500", "400")
        parameter.with_user(admin).unlink()
        self.env.flush_all()
        made, gone = (
            self.entries.search(
                [("model", "=", "ir.config_parameter"), ("operation", "=", operation)], limit=1
            )
            for operation in ("create", "unlink")
        )
        self.assertEqual((made.user_id, gone.user_id), (admin, admin))
        self.assertIn("500", made.new_text)
        self.assertIn("400", gone.old_text)

    def test_export_is_told(self):
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        self.deal.with_user(self.manager).export_data(["name", "phone"])
        entry = self.entries.search([("operation", "=", "export")], limit=1)
        self.assertEqual((entry.user_id, entry.model), (self.manager, "crm.lead"))
        self.assertEqual(entry.new_text, "1 records: Opportunity, Phone")
        self.assertFalse(entry.record_name)

    def _open(self, record, user, *fields):
        """As the form does; the transaction of the request ends well."""
        record = record.with_user(user)
        record.invalidate_recordset()
        shown = record.web_read(dict.fromkeys(fields, {}))
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        self.entries.invalidate_model()
        return shown

    def _get_views(self, record):
        return self.entries.search(
            [("operation", "=", "view"), ("model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_who_opens_the_card_of_a_client_is_told_once_a_day(self):
        self.client.phone = "+7 911 765-43-21"
        for _time in range(2):
            self._open(self.client, self.manager, "name", "phone")
        self._open(self.client, self.users["accountant"], "phone")
        views = self._get_views(self.client)
        self.assertEqual(views.user_id, self.manager + self.users["accountant"])
        self.assertEqual(len(views), 2)
        self.assertAlmostEqual(views[0].date, fields.Datetime.now(), delta=timedelta(hours=1))
        action = self.entries.action_open_history(self.client.with_user(self.director))
        self.assertLessEqual(views, self.entries.search(action["domain"]))

    def test_a_deal_with_a_phone_is_personal_as_well(self):
        self.deal.phone = "+7 911 765-43-21"
        self._open(self.deal, self.manager, "name", "phone")
        self.assertEqual(self._get_views(self.deal).user_id, self.manager)

    def test_two_clients_read_at_once_are_two_views(self):
        other = self.client.copy({"phone": "+7 911 765-43-22"})
        silent = self.client.copy({"phone": False, "email": False})
        self.client.phone = "+7 911 765-43-21"
        self._open(self.client + other + silent, self.manager, "phone")
        for client, views in ((self.client, 1), (other, 1), (silent, 0)):
            self.assertEqual(len(self._get_views(client)), views)
        many = self.client.concat(
            *(self.client.copy({"phone": "+7 911 765-43-23"}) for _number in range(21))
        )
        self._open(many, self.manager, "phone")
        self.assertFalse(self._get_views(many[-1]), "a long list is not the card of a client")

    def test_what_shows_nothing_personal_is_no_view(self):
        self.client.phone = False
        self._open(self.client, self.manager, "name", "phone")
        self.client.phone = "+7 911 765-43-21"
        self._open(self.client, self.manager, "name")
        with self.assertRaises(AccessError):
            self._open(self.client, self.jeweller, "phone")
        self.assertFalse(self._get_views(self.client))
        self.manager.partner_id.phone = "+7 911 765-43-22"
        self._open(self.manager.partner_id, self.director, "phone")
        self.assertFalse(self._get_views(self.manager.partner_id))

    def test_a_view_costs_the_reader_no_query(self):
        self.client.phone = "+7 911 765-43-21"
        self._open(self.client, self.manager, "phone")
        queries = []
        for fname in ("name", "phone"):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.client.with_user(self.manager).web_read({fname: {}})
            queries.append(self.env.cr.sql_log_count - before)
        self.env.cr.postcommit.clear()
        self.assertLessEqual(queries[1] - queries[0], 2)

    def test_uninstalled_it_leaves_nothing_behind(self):
        uninstall_hook(self.env)
        self.env.cr.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'jewel_audit%'")
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        before = self.entries.search_count([])
        self.deal.name = "Other"
        self.env.flush_all()
        self.assertEqual(self.entries.search_count([]), before)


@tagged("post_install", "-at_install")
@capability("B40")
class TestAuditMadeField(TransactionCase):
    """A class of its own: its fields stay in the registry until its end."""

    def test_field_made_by_hand_has_a_history_at_once(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_size",
                "field_description": "Size",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "char",
            }
        )
        deal = self.env["crm.lead"].create({"name": "Ring"})
        deal.x_size = "17"
        self.env.flush_all()
        entry = self.env["jewel.audit.entry"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", deal.id), ("field", "=", "x_size")]
        )
        self.assertEqual((entry.field_label, entry.new_text), ("Size", "17"))
