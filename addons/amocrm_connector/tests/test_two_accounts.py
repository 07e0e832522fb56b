from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import AmocrmCase, capability, hook
from .stub_amocrm import HOST, NEW, WORK


@tagged("post_install", "-at_install")
class TestTwoAccounts(AmocrmCase):
    """Two companies, an amoCRM account each: the same numbers there, the same people here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other workshop"})
        cls.other_company.partner_id.lang = "en_US"
        companies = [Command.link(cls.other_company.id)]
        (cls.seller | cls.admin).write({"company_ids": companies})
        cls.other_amo = cls._new_amocrm()
        cls.other = cls.env["amocrm.account"].create(
            {
                "name": "Other",
                "company_id": cls.other_company.id,
                "host": "other.kommo.com",
                "access_token": "0ther",
                "user_id": cls.admin.id,
                "polled_until": "2020-01-01",
            }
        )
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["amocrm.account"],
                "_http_session",
                lambda account: cls.amo_of(account).session(),
            )
        )
        cls.other._store_reference(cls.other._fetch_reference(cls.other._client()))
        row = cls.other.field_map_ids.filtered(lambda row: row.amo_field == "701")
        row._set_field("referred", direction="both")

    @classmethod
    def amo_of(cls, account):
        return cls.amo if account.id == cls.account.id else cls.other_amo

    def setUp(self):
        super().setUp()
        type(self).other_amo = self._new_amocrm()

    def add_twins(self):
        """Deals, contacts and users of the same numbers on both sides."""
        deals = []
        for amo, name in ((self.amo, "Ours"), (self.other_amo, "Theirs")):
            contact = amo.add_contact(f"Client of {name}", phones=("+7 900 000-00-11",))
            deals.append(amo.add_deal(contact=contact, name=name, fields={701: [{"value": name}]}))
        self.assertEqual(deals[0]["id"], deals[1]["id"])
        return deals

    def receive_for(self, account, *bodies):
        self.env["amocrm.event"].create(
            [{"account_id": account.id, "body": body} for body in bodies]
        )

    def take_in_twins(self):
        deals = self.add_twins()
        for account in (self.account, self.other):
            self.receive_for(account, hook("leads", "add", deals[0]["id"]))
        self.run_crons()
        return [*deals, self.lead(self.account), self.lead(self.other)]

    def lead(self, account):
        domain = [("account_id", "=", account.id), ("entity", "=", "leads")]
        binding = self.env["amocrm.binding"].search(domain)
        return self.env["crm.lead"].browse(binding.res_id).exists()

    @capability("A1")
    def test_each_deal_belongs_to_its_company(self):
        _deal, _twin, ours, theirs = self.take_in_twins()
        self.assertEqual((ours.name, theirs.name), ("Ours", "Theirs"))
        self.assertEqual((ours.referred, theirs.referred), ("Ours", "Theirs"))
        self.assertEqual(ours.company_id, self.env.company)
        self.assertEqual(theirs.company_id, self.other_company)
        self.assertEqual(ours.user_id, theirs.user_id, "one person works in both")
        self.assertEqual(ours.partner_id.name, "Client of Ours")
        self.assertEqual(theirs.partner_id.name, "Client of Theirs")

    @capability("A1")
    def test_changes_go_to_their_own_account_only(self):
        deal, twin, ours, _theirs = self.take_in_twins()
        self.amo.calls.clear()
        self.other_amo.calls.clear()
        ours.referred = "changed"
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 701), [{"value": "changed"}])
        self.assertEqual(self.other_amo.leads[twin["id"]]["name"], "Theirs")
        self.assertFalse(self.other_amo.calls, "the other account is not even asked")

    @capability("A1")
    def test_pairs_are_each_accounts_own(self):
        rows = self.other.stage_map_ids.filtered(lambda row: row.status_id == str(NEW))
        rows.stage_id = self.finished
        _deal, _twin, ours, theirs = self.take_in_twins()
        self.assertEqual((ours.stage_id, theirs.stage_id), (self.fresh, self.finished))
        ours.stage_id = self.work
        self.run_crons()
        [sent] = self.amo.called("PATCH")
        self.assertEqual(sent[3]["status_id"], WORK)
        self.assertFalse(self.other_amo.called("PATCH"))

    def test_hook_marks_only_its_own_account(self):
        deal, *_rest = self.take_in_twins()
        self.receive_for(self.other, hook("leads", "update", deal["id"]))
        self.env["amocrm.event"]._process_batch()
        marked = self.env["amocrm.binding"].search([("stale", "=", True)])
        self.assertEqual(marked.account_id, self.other)

    def test_poll_looks_at_each_account(self):
        self.add_twins()
        self.poll()
        self.run_crons()
        self.assertEqual(self.lead(self.account).name, "Ours")
        self.assertEqual(self.lead(self.other).name, "Theirs")

    @capability("A1")
    def test_one_account_stops_and_the_other_goes_on(self):
        self.add_twins()
        number = next(iter(self.amo.leads))
        self.amo.fault(401)
        for account in (self.account, self.other):
            self.receive_for(account, hook("leads", "add", number))
        self.run_crons()
        self.assertEqual((self.account.state, self.other.state), ("reconnect", "connected"))
        self.assertFalse(self.lead(self.account))
        self.assertEqual(self.lead(self.other).name, "Theirs")
        self.assertEqual(self.account.activity_ids.user_id, self.admin)
        self.assertFalse(self.other.activity_ids)

    def test_pace_is_kept_for_each_account(self):
        slots = self.env["amocrm.rate.slot"]
        self.env.flush_all()
        with self.registry.cursor() as cr:
            own = slots.with_env(self.env(cr=cr))
            own._hold(self.account.id, 30)
            self.assertGreater(own._reserve(self.account.id, 0.1), 25)
            self.assertLess(own._reserve(self.other.id, 0.1), 1)

    def test_addresses_of_hooks_lead_to_their_own_account(self):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            for account in (self.account, self.other):
                account.with_env(self.env(cr=cr, user=self.admin.id)).action_subscribe()
        self.env.invalidate_all()
        for account, amo in ((self.account, self.amo), (self.other, self.other_amo)):
            [found] = amo.webhooks
            key = found["destination"].rpartition("/")[2]
            self.assertEqual(self.env["amocrm.account"]._by_webhook_key(key), account)

    def test_address_of_a_deal_is_in_its_account(self):
        _deal, _twin, ours, theirs = self.take_in_twins()
        self.assertTrue(ours.amocrm_url.startswith(f"{HOST}/leads/detail/"))
        self.assertTrue(theirs.amocrm_url.startswith("https://other.kommo.com/leads/detail/"))

    def test_log_of_calls_tells_the_accounts_apart(self):
        self.take_in_twins()
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        calls = self.env["amocrm.call"].search([("create_date", ">=", since)])
        self.assertEqual(calls.account_id, self.account | self.other)
