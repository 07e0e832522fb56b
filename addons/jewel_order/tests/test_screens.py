from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase, picture


@tagged("post_install", "-at_install")
@capability("C1", "C4")
class TestScreens(HttpCase, JewelOrderCase):
    """In a real browser: an error in its console fails the test."""

    def test_manager_makes_an_order_from_the_deals_form(self):
        sketches = self._create_sketch("front.png")
        sketches += self._create_sketch("side.png", picture("blue"))
        deal = self._create_deal(
            name="Sapphire ring", expected_revenue=195000, sketch_ids=[(6, 0, sketches.ids)]
        )
        self.start_tour("/odoo/jewel-deals", "jewel_order_deal", login=self.manager.login)
        order = deal.order_ids
        self.assertEqual((order.state, order.amount_total), ("draft", 195000))
        self.assertEqual(order.order_line.engraving, "A & B")
