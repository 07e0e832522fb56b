from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..hooks import _LINKED_GROUPS, post_init_hook, uninstall_hook
from .common import JewelOrderCase


@tagged("post_install", "-at_install")
class TestHooks(JewelOrderCase):
    def _restore_core_stage(self, name):
        stage = self.env.ref(f"crm.{name}", raise_if_not_found=False)
        if not stage:
            stage = self.env["crm.stage"].create({"name": "Qualified"})
            self.env["ir.model.data"].create(
                {"module": "crm", "name": name, "model": "crm.stage", "res_id": stage.id}
            )
        return stage

    def _restore_core_stages(self):
        stages = self.env["crm.stage"].union(
            *(self._restore_core_stage(f"stage_lead{n}") for n in range(1, 5))
        )
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("stage_id", "in", stages.ids)]).unlink()
        return stages

    def test_sample_stages_of_core_stay_where_deals_have_used_them(self):
        stages = self._restore_core_stages()
        self._create_deal(stage_id=stages[2].id, active=False)
        post_init_hook(self.env)
        self.assertEqual(stages.exists(), stages)

    def test_sample_stages_go_where_nobody_has_used_them(self):
        stages = self._restore_core_stages()
        post_init_hook(self.env)
        self.assertFalse(stages.exists())

    def test_stages_of_the_workshop_stand_in_their_order(self):
        stages = self.env["crm.stage"].search([("jewel_key", "!=", False)])
        self.assertEqual(
            stages.mapped("jewel_key"),
            ["new", "prepayment", "production", "ready", "shipping", "done"],
        )
        self.assertEqual(stages.filtered("is_won").jewel_key, "done")

    @capability("A3")
    def test_removal_takes_the_core_rights_back_from_the_roles(self):
        for role, core_group in _LINKED_GROUPS.items():
            self.assertIn(self.env.ref(core_group), self.env.ref(role).implied_ids)
        stages = self.env["crm.stage"].search([("jewel_key", "!=", False)])
        (self.env["crm.stage"].search([]) - stages).unlink()
        uninstall_hook(self.env)
        self.assertFalse(any(stages.get_external_id().values()))  # so they survive the removal
        for role, core_group in _LINKED_GROUPS.items():
            self.assertNotIn(self.env.ref(core_group), self.env.ref(role).implied_ids)
