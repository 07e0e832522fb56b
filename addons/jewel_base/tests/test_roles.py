from odoo.tests import tagged

from ..const import ROLES
from .common import JewelCase, capability


@tagged("post_install", "-at_install")
@capability("A3")
class TestRoles(JewelCase):
    def _menus(self, user):
        return self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()

    def test_no_role_brings_another_one(self):
        """So people can be let in one role after another."""
        roles = {role: self.env.ref(f"jewel_base.group_{role}") for role in ROLES}
        for role, group in roles.items():
            others = self.env["res.groups"].union(*(roles[r] for r in ROLES if r != role))
            self.assertFalse(group.all_implied_ids & others, role)

    def test_a_role_opens_the_workshop_and_its_loss_closes_it(self):
        catalogue = self.env.ref("jewel_base.menu_catalogue").id
        user = self._create_role_user(login="newcomer")
        self.assertNotIn(catalogue, self._menus(user))
        role = self.env.ref("jewel_base.group_planner")
        user.write({"group_ids": [(4, role.id)]})
        self.assertIn(catalogue, self._menus(user))
        user.write({"group_ids": [(3, role.id)]})
        self.assertNotIn(catalogue, self._menus(user))

    def test_the_base_stands_on_little(self):
        """The first step of a roll-out needs neither sales nor production nor stock."""
        module = self.env["ir.module.module"].search([("name", "=", "jewel_base")])
        stands_on = {"auth_password_policy", "mail", "product"}
        self.assertEqual(set(module.dependencies_id.mapped("name")), stands_on)
        needed = module.upstream_dependencies(exclude_states=("uninstallable",))
        self.assertFalse({"sale", "crm", "mrp", "stock", "account"} & set(needed.mapped("name")))

    def test_the_vocabulary_is_closed_to_the_bench(self):
        vocabulary = self.env.ref("jewel_base.menu_vocabulary").id
        seen_by = {role: vocabulary in self._menus(user) for role, user in self.users.items()}
        self.assertEqual(seen_by, {role: role not in ("jeweller", "courier") for role in ROLES})
