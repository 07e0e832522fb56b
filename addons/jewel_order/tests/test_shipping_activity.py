from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase


@tagged("post_install", "-at_install")
@capability("C1")
class TestShippingActivity(JewelOrderCase):
    def _make_ready(self, deal):
        deal._jewel_set_stage("production")
        with patch.object(self.env.registry["crm.lead"], "_check_jewel_stage"):
            deal._jewel_set_stage("ready")

    def test_manager_is_asked_to_prepare_shipping(self):
        deal = self._create_deal()
        self._make_ready(deal)
        activity = deal.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.summary, "Prepare the piece for shipping to the client")

    def test_he_is_asked_in_his_own_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        activity_type = self.env.ref("jewel_order.mail_activity_prepare_shipping")
        activity_type.with_context(lang="ru_RU").summary = "Подготовить изделие к отправке клиенту"
        self.manager.lang = "ru_RU"
        deal = self._create_deal()
        self._make_ready(deal)
        self.assertEqual(deal.activity_ids.summary, "Подготовить изделие к отправке клиенту")

    def test_one_open_request_is_enough(self):
        deal = self._create_deal()
        self._make_ready(deal)
        deal._jewel_set_stage("production")
        self._make_ready(deal)
        self.assertEqual(len(deal.activity_ids), 1)

    def test_a_new_one_comes_after_the_first_is_done(self):
        deal = self._create_deal()
        self._make_ready(deal)
        deal.activity_ids.action_done()
        deal._jewel_set_stage("production")
        self._make_ready(deal)
        self.assertEqual(len(deal.activity_ids), 1)

    def test_a_deal_of_nobody_reaches_a_director(self):
        deal = self._create_deal(user_id=False, team_id=False)
        self._make_ready(deal)
        self.assertTrue(deal.activity_ids.user_id.has_group("jewel_base.group_director"))

    def test_without_any_role_it_reaches_the_administrator(self):
        deal = self._create_deal(user_id=False, team_id=False)
        with patch.object(
            self.env.registry["crm.lead"], "_get_jewel_role_user", lambda d, r: d.env["res.users"]
        ):
            self.assertEqual(deal._get_jewel_responsible(), self.env.ref("base.user_admin"))
