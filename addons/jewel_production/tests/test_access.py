from pathlib import Path

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase

MATRIX = Path(__file__).parent / "access_matrix.csv"


@tagged("post_install", "-at_install")
@capability("A2")
class TestAccess(ProductionCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)
