from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupStages(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._create_role_user(login="setup_admin")
        cls.admin.write({"group_ids": [(4, cls.env.ref("base.group_system").id)]})

    def _form(self):
        return Form(self.env["jewel.setup.stages"].with_user(self.admin))

    def _missing(self):
        return self.env["jewel.setup.step"]._get_missing_stages(self.company)

    def test_stages_that_the_workshop_has_not_are_archived_and_come_back(self):
        form = self._form()
        form.stage_ids.remove(self.enamel.id)
        form.save().action_apply()
        self.assertFalse(self.enamel.active)
        job = self._create_job()
        self.assertNotIn(self.enamel, job.sudo().workorder_ids.workcenter_id)

        form = self._form()
        form.stage_ids.add(self.enamel)
        form.save().action_apply()
        self.assertTrue(self.enamel.active)

    def test_the_route_chosen_is_that_of_new_jobs(self):
        route = self._create_route(self.polish)
        form = self._form()
        form.route_id = route
        form.save().action_apply()
        self.assertEqual(self._create_job().sudo().workorder_ids.workcenter_id, self.polish)

    def test_hand_over_cannot_be_dropped(self):
        form = self._form()
        self.assertNotIn(self.handover, form.stage_ids)
        form.save().action_apply()
        self.assertTrue(self.handover.active)

    def test_a_stage_with_open_work_is_refused_with_its_jobs(self):
        job = self._create_job()
        form = self._form()
        form.stage_ids.remove(self.enamel.id)
        with self.assertRefused(f"“Enamel” still has work of the jobs {job.sudo().name}"):
            form.save().action_apply()
        self.assertTrue(self.enamel.active)

    def test_a_route_without_any_chosen_stage_is_refused(self):
        form = self._form()
        form.route_id = self._create_route(self.polish)
        form.stage_ids.remove(self.polish.id)
        with self.assertRefused("jobs would have no stage at all"):
            form.save().action_apply()

    def test_the_step_is_done_when_the_default_route_has_stages(self):
        self.assertFalse(self._missing())
        self.company.jewel_route_id = self._create_route()
        self.assertIn("Stages of the route", self._missing()[0])
        self.company.jewel_route_id = False
        self.assertEqual(self._missing(), ["Default route of jobs."])
