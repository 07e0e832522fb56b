from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("C3")
class TestCompany(ProductionCase):
    """What goes on as superuser after a check of the role still belongs to the user's company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other"})
        cls.foreign_head = cls._create_role_user("production_head", login="jewel_test_other_head")
        cls.foreign_head.write({"company_ids": cls.other.ids, "company_id": cls.other.id})

    def test_head_of_another_company_does_nothing_with_a_job(self):
        job = self._create_job()
        self.env.invalidate_all()
        foreign = self.env["mrp.production"].with_user(self.foreign_head).browse(job.id)
        for act in (
            lambda: foreign.write({"stage_id": self.file.id}),
            foreign.action_jewel_next_stage,
            foreign.action_jewel_handover,
            foreign.action_jewel_resume,
            foreign.action_jewel_keep_spec,
            foreign.action_jewel_accept_spec,
            foreign.action_jewel_apply_route,
        ):
            with self.assertRaises(AccessError):
                act()
        self.assertEqual((job.stage_id, job.state), (self.cast, "confirmed"))
