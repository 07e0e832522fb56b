from odoo.tests import TransactionCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from ..names import PLACES


@tagged("post_install", "-at_install")
@capability("B33")
class TestRussianNames(TransactionCase):
    """Places that Odoo has named in English, before and after the company works in Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env.ref("base.user_admin").lang = "en_US"
        cls.company = cls.env["res.company"].create(
            {"name": "New Workshop", "country_id": cls.env.ref("base.ru").id}
        )
        cls.company.partner_id.lang = "en_US"
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)])
        cls.warehouse.code = "WH"
        cls.places = cls.env["stock.location"]

    def _name_in_russian(self):
        self.company.partner_id.lang = "ru_RU"
        self.places._jewel_name_places()

    def _place(self, usage):
        return self.places.search([("company_id", "=", self.company.id), ("usage", "=", usage)])

    def test_a_company_that_works_in_english_keeps_its_names(self):
        self.places._jewel_name_places()
        self.assertEqual(self.warehouse.lot_stock_id.display_name, "WH/Stock")

    def test_places_of_a_russian_company_get_russian_names(self):
        self._name_in_russian()
        self.assertEqual(self.warehouse.lot_stock_id.display_name, "Склад/Запасы")
        archived_too = self.places.with_context(active_test=False)
        left = archived_too.search([("company_id", "=", self.company.id)])
        self.assertFalse(left.filtered(lambda place: (place.usage, place.name) in PLACES))
        self.assertEqual(self._place("production").name, "Производство")

    def test_numbers_of_documents_stay_latin_for_scanners(self):
        self._name_in_russian()
        self.assertEqual(self.warehouse.in_type_id.sequence_id.prefix, "WH/IN/")

    def test_operations_and_routes_are_translated_and_keep_their_english_names(self):
        self._name_in_russian()
        kind = self.warehouse.int_type_id.with_context(lang="ru_RU")
        route = self.warehouse.reception_route_id.with_context(lang="ru_RU")
        self.assertEqual(self.warehouse.pack_type_id.with_context(lang="ru_RU").name, "Упаковка")
        self.assertEqual(self.warehouse.pack_type_id.with_context(lang="en_US").name, "Pack")
        self.assertEqual(route.name, "New Workshop: приёмка в один шаг")
        gram = self.env.ref("uom.product_uom_gram")
        self.assertEqual(gram.with_context(lang="ru_RU").name, "г")
        self.assertEqual(gram.with_context(lang="en_US").name, "g")
        kind.name = "Storage"
        kind.with_context(lang="ru_RU").name = "По-своему"
        self.places._jewel_name_places()
        self.assertEqual(kind.name, "По-своему")

    def test_what_somebody_has_renamed_stays(self):
        self.warehouse.lot_stock_id.name = "Safe"
        self.warehouse.view_location_id.name = "Cellar"
        self._name_in_russian()
        self.assertEqual(self.warehouse.lot_stock_id.display_name, "Cellar/Safe")

    def test_a_company_abroad_keeps_its_names_and_those_that_it_shares(self):
        abroad = self.env["res.company"].create(
            {"name": "Abroad", "country_id": self.env.ref("base.de").id}
        )
        shared = self.env.ref("stock.stock_location_customers")
        shared.name = "Customers"
        self._name_in_russian()
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", abroad.id)])
        self.assertEqual(warehouse.lot_stock_id.name, "Stock")
        self.assertEqual(shared.name, "Customers")

    def test_masters_of_a_russian_company_have_a_russian_place(self):
        self.company.partner_id.lang = "ru_RU"
        self.assertEqual(self.places._jewel_get_masters_place(self.company).name, "Мастера")

    def test_the_set_up_carries_the_companys_name_to_its_warehouse(self):
        self.company.name = "Серебряный двор"
        self.company._post_jewel_setup_company("New Workshop")
        self.assertEqual(self.warehouse.name, "Серебряный двор")
