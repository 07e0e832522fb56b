import doctest

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_invoicing import colours


@tagged("post_install", "-at_install")
class TestColours(BaseCase):
    def test_examples(self):
        self.assertFalse(doctest.testmod(colours).failed)

    def test_any_colour_of_a_workshop_stays_readable(self):
        for red in range(0, 256, 15):
            for green in range(0, 256, 15):
                for blue in range(0, 256, 15):
                    colour = f"#{red:02x}{green:02x}{blue:02x}"
                    ground, text = colours.button(colour)
                    self.assertGreaterEqual(colours.contrast(text, ground), 4.5, colour)
                    text = colours.readable_on_paper(colour)
                    self.assertGreaterEqual(colours.contrast(text, colours.PAPER), 4.5, colour)
