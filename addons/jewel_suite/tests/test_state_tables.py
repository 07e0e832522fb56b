from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import JewelCase


@tagged("post_install", "-at_install")
class TestStateTables(JewelCase):
    def test_tables_of_moves_know_every_state_and_no_other(self):
        """A state without a row would break the door; a row of no state would never be used."""
        door = self.registry["jewel.state.mixin"]
        doors = [
            model
            for model in self.env.values()
            if isinstance(model, door) and not model._abstract and model._moves
        ]
        self.assertIn("jewel.metal.count", [model._name for model in doors])
        for model in doors:
            with self.subTest(model._name):
                states = {state for state, _name in model._fields["state"].selection}
                self.assertEqual(set(model._moves), states)
                self.assertLessEqual(set().union(*model._moves.values()), states)
