from odoo.tests import tagged

from .common import AmocrmCase, capability, hook
from .stub_amocrm import LOST, NEW, PIPELINE


@tagged("post_install", "-at_install")
class TestLossReasons(AmocrmCase):
    """Why a deal was lost is told both ways."""

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        names = ((51, "Too dear"), (52, "changed their mind"), (53, "Nobody knows"))
        amo.loss_reasons = [{"id": number, "name": name, "sort": number} for number, name in names]
        return amo

    @classmethod
    def _map_fields(cls):
        super()._map_fields()
        cls.dear, cls.mind = cls.env["crm.lost.reason"].create(
            [{"name": "Too Dear"}, {"name": "Changed their mind"}]
        )
        cls.read_reference()

    @classmethod
    def read_reference(cls):
        cls.account._store_reference(cls.account._fetch_reference(cls.account._client()))

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.lead = self.import_deal(self.deal)

    def change(self, **values):
        self.amo.touch(self.deal).update(values)
        self.receive(hook("leads", "status", self.deal["id"]))
        self.run_crons()

    def patches(self):
        return [call[3] for call in self.amo.called("PATCH", "/leads/")]

    def test_reasons_are_read_and_proposed_by_name(self):
        rows = self.account.loss_map_ids
        self.assertEqual(rows.mapped("amo_reason_id"), ["51", "52", "53"])
        self.assertEqual(rows.mapped("lost_reason_id"), self.dear + self.mind)

    def test_account_without_reasons(self):
        self.amo.loss_reasons = []
        self.read_reference()
        self.assertFalse(self.account.loss_map_ids)

    def test_name_in_another_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.mind.with_context(lang="ru_RU").name = "Передумали"
        self.amo.loss_reasons = [{"id": 54, "name": "передумали"}]
        self.read_reference()
        self.assertEqual(self.account.loss_map_ids.lost_reason_id, self.mind)

    @capability("A1")
    def test_lost_there_with_its_reason(self):
        self.change(status_id=LOST, loss_reason_id=51)
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.lost_reason_id, self.dear)
        self.assertFalse(self.patches(), "no echo")

    @capability("A1")
    def test_lost_here_with_its_reason_in_one_request(self):
        self.lead.action_set_lost(lost_reason_id=self.mind.id)
        self.run_crons()
        expected = {"status_id": LOST, "pipeline_id": PIPELINE, "loss_reason_id": 52}
        self.assertEqual(self.patches(), [expected])
        self.run_crons()
        self.assertEqual(self.lead.lost_reason_id, self.mind)

    def test_reason_of_a_lost_deal_changes_there(self):
        self.change(status_id=LOST, loss_reason_id=51)
        self.change(loss_reason_id=52)
        self.assertEqual(self.lead.lost_reason_id, self.mind)
        change = self.env["amocrm.change"].search([("key", "=", "loss_reason_id")])
        self.assertEqual((change.old_value, change.new_value), (self.dear.name, self.mind.name))
        self.assertFalse(self.patches())

    def test_reason_of_a_lost_deal_changes_here(self):
        self.change(status_id=LOST, loss_reason_id=51)
        self.lead.lost_reason_id = self.mind
        self.run_crons()
        self.assertEqual(self.amo.leads[self.deal["id"]]["loss_reason_id"], 52)
        self.run_crons()
        self.assertEqual(len(self.patches()), 1)

    def test_lost_without_reason(self):
        self.change(status_id=LOST, loss_reason_id=None)
        self.assertEqual(self.lead.won_status, "lost")
        self.assertFalse(self.lead.lost_reason_id or self.lead.amocrm_problem)

    def test_reason_without_counterpart_is_told_and_used_when_it_has_one(self):
        self.change(status_id=LOST, loss_reason_id=53)
        self.assertEqual(self.lead.won_status, "lost")
        self.assertIn("Nobody knows", self.lead.amocrm_problem)
        row = self.account.loss_map_ids.filtered(lambda row: row.amo_reason_id == "53")
        row.lost_reason_id = self.dear
        self.run_crons()
        self.assertEqual(self.lead.lost_reason_id, self.dear)
        self.assertFalse(self.lead.amocrm_problem)

    def test_our_reason_without_counterpart_does_not_hold_the_stage(self):
        reason = self.env["crm.lost.reason"].create({"name": "Ours alone"})
        self.lead.action_set_lost(lost_reason_id=reason.id)
        self.run_crons()
        self.assertEqual(self.patches(), [{"status_id": LOST, "pipeline_id": PIPELINE}])
        self.assertIn("Ours alone", self.lead.amocrm_problem)

    def test_reopened_deal_forgets_the_reason(self):
        self.change(status_id=LOST, loss_reason_id=51)
        self.change(status_id=NEW, loss_reason_id=None)
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.stage_id, self.fresh)
        self.change(status_id=LOST, loss_reason_id=52)
        self.assertEqual(self.lead.lost_reason_id, self.mind)

    def test_refused_status_keeps_the_reason_back(self):
        self.amo.fault(400, path="/leads/", method="PATCH")
        self.lead.action_set_lost(lost_reason_id=self.dear.id)
        self.run_crons()
        self.assertEqual(len(self.patches()), 1)
        self.assertTrue(self.lead.amocrm_problem)
