"""A route over wax, tree and casting, with a caster, for the tests of casting trees."""

from odoo import fields

from .common import ProductionCase


class CastingCase(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["mrp.workcenter"].search([("is_casting", "=", True)]).is_casting = False
        cls.caster = cls._create_role_user("jeweller", login="jewel_test_caster")
        cls.wax = cls._create_stage("Wax")
        cls.assembling = cls._create_stage("Assembling", jeweller_ids=cls.caster.ids)
        cls.cast.write(
            {
                "is_casting": True,
                "tree_stage_id": cls.assembling.id,
                "recast_stage_id": cls.wax.id,
                "jeweller_ids": cls.caster.ids,
            }
        )
        cls.company.jewel_route_id = cls._create_route(
            cls.wax, cls.assembling, cls.cast, cls.polish
        )
        cls.red = cls.env.ref("jewel_base.alloy_au585_red")
        cls.trees = cls.env["jewel.casting.tree"]

    @classmethod
    def _create_waxed(cls, **vals):
        """Job whose wax is ready: it stands before assembling."""
        job = cls._create_job(**vals)
        cls._order_of(cls, job, cls.wax).button_finish()
        return job

    def _create_tree(self, *jobs, user=None, **vals):
        vals = {"alloy_id": self.alloy.id, "wax_mass": 2.0, **vals}
        tree = self.trees.with_user(user or self.caster).create(vals)
        for job in jobs:
            self._join(tree, job, user)
        return tree

    def _join(self, tree, job, user=None):
        current = job.sudo()._jewel_open_orders()[:1]
        current.with_user(user or self.caster).with_context(
            jewel_tree_id=tree.id
        ).action_jewel_join_tree()

    def _pour(self, *jobs, **vals):
        tree = self._create_tree(*jobs, **vals)
        tree.action_close()
        tree.action_pour()
        return tree

    def _casting(self, job, user=None):
        return self._order_of(job, self.cast, user or self.caster)

    def _mark_bad(self, order, **vals):
        action = order.action_jewel_casting_bad()
        remark = self.env["jewel.casting.remark"].with_user(order.env.user)
        remark.with_context(**action["context"]).create(
            {"rework_reason_id": self.reason.id, **vals}
        ).action_confirm()

    def _backdate_pour(self, tree, delta):
        tree.sudo().date_poured = fields.Datetime.now() - delta
