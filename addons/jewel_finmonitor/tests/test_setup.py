from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelFinmonitorCase


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupSources(JewelFinmonitorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin_env = cls.env(user=cls.env.ref("base.user_admin"))
        cls.instalment = cls.env.ref("jewel_finmonitor.source_instalment")

    def _form(self):
        return Form(self.admin_env["jewel.setup.sources"])

    def _missing(self):
        return self.env["jewel.setup.step"]._get_missing_sources(self.company)

    def test_transfers_get_the_banks_journal_and_it_the_companys_account(self):
        self.assertTrue(self._missing())
        account = self.env["res.partner.bank"].create(
            {"partner_id": self.company.partner_id.id, "acc_number": "40702810200000012345"}
        )
        self.bank_journal.bank_account_id = False
        form = self._form()
        form.journal_id = self.bank_journal
        form.save().action_apply()
        self.assertEqual(self.account.journal_id, self.bank_journal)
        self.assertEqual(self.bank_journal.bank_account_id, account)
        self.assertFalse(self._missing())
        self.assertEqual(self._receive(10, "2026-10-05", "transfer").source_id, self.account)

    def test_ways_that_are_not_used_are_archived_and_come_back(self):
        form = self._form()
        form.source_ids.remove(self.instalment.id)
        form.save().action_apply()
        self.assertFalse(self.instalment.active)
        form = self._form()
        form.source_ids.add(self.instalment)
        form.save().action_apply()
        self.assertTrue(self.instalment.active)

    def test_no_transfer_at_all_is_refused(self):
        form = self._form()
        form.source_ids.remove(self.account.id)
        with self.assertRefused("Keep at least one source"):
            form.save().action_apply()
        self.assertTrue(self.account.active)
