"""Two take the last piece at once, in two real transactions."""

from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability


@tagged("post_install", "-at_install")
@capability("A48")
class TestPickerConcurrency(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = self._env(cr)
            item = env["product.product"].create({"name": "Last one", "is_storable": True})
            vault = env["stock.location"]._jewel_get_holder("vault")
            env["stock.quant"]._update_available_quantity(item, vault, 1)
            self.item_id = item.id
        self.addCleanup(self._remove)

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    def _remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM stock_quant WHERE product_id = %s", [self.item_id])
            self._env(cr)["product.product"].browse(self.item_id).product_tmpl_id.unlink()

    def _take(self, cr):
        picker = self._env(cr)["jewel.stock.picker"]
        return picker.picker_confirm("scrap", self.item_id, 1)

    def test_the_second_waits_for_the_first(self):
        """Else both would see one piece, and minus one would be left."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self._take(one)
            one.flush()
            two.execute("SET LOCAL lock_timeout = '300ms'")
            with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
                self._take(two)
            two.rollback()
            one.rollback()
