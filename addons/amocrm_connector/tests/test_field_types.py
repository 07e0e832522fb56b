from datetime import date, datetime
from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from .. import address, converter
from ..converter import Unusable, read, write
from ..values import normalise
from .common import AmocrmCase, capability
from .stub_amocrm import reply

LEGAL = {"name": "OOO Romashka", "entity_type": 2, "vat_id": "7707083893", "kpp": "770701001"}


@tagged("post_install", "-at_install")
class TestFieldTypes(BaseCase):
    """Every type of the API, in either of its clothes."""

    def test_every_known_type_has_a_kind_or_is_left_alone(self):
        for kind in ("linked_entity", "chained_list", "items", "payer", "supplier"):
            self.assertIsNone(converter.kind_of(kind), kind)
            with self.assertRaises(Unusable) as caught:
                read(kind, [{"value": {"name": "x"}}])
            self.assertEqual(caught.exception.reason, "type")

    def test_huge_number_keeps_all_its_digits(self):
        digits = "123456789012345678901234567890.12"
        self.assertEqual(read("numeric", [{"value": digits}]), Decimal(digits))
        self.assertEqual(write("numeric", Decimal(digits)), [{"value": digits}])
        self.assertEqual(normalise("number", Decimal(digits)), digits)
        for bomb in ("1e999999", "inf", "nan"):
            with self.assertRaises(Unusable):
                read("numeric", [{"value": bomb}])

    def test_number_typed_into_a_text_is_named_when_it_is_none(self):
        with self.assertRaises(Unusable) as caught:
            write("numeric", "109716+9800")
        self.assertEqual(caught.exception.reason, "number")

    def test_price_is_compared_in_whole_units(self):
        exact = read("price", 1500.5)
        self.assertEqual(exact, Decimal("1500.5"))
        self.assertEqual(normalise("price", exact), normalise("price", Decimal(1501)))
        self.assertEqual(write("price", exact), [{"value": 1501}])

    def test_day_in_a_zone_that_changes_its_clock(self):
        for zone, midnight in (
            ("Europe/Berlin", 1711839600),  # 2024-03-31, the clock goes forward
            ("Europe/Moscow", 1711832400),
        ):
            day = read("date", [{"value": midnight}], zone)
            self.assertEqual(day, date(2024, 3, 31), zone)
            self.assertEqual(read("date", write("date", day, zone), zone), day)

    def test_moment_as_number_and_as_text(self):
        moment = datetime(2025, 1, 22, 22, 0)
        for value in (1737583200, "1737583200", "2025-01-23T01:00:00+03:00"):
            self.assertEqual(read("date_time", [{"value": value}], "Europe/Moscow"), moment)

    def test_address_by_code_by_number_and_by_place(self):
        parts = {"street": "Lenina 1", "city": "Kostroma", "zip": "156000", "country": "RU"}
        coded = [
            {"value": value, "enum_code": address.PARTS[part]} for part, value in parts.items()
        ]
        numbered = [
            {"value": value, "subtype": list(address.PARTS).index(part) + 1}
            for part, value in parts.items()
        ]
        placed = [{"value": parts.get(part, "")} for part in address.PARTS]
        for items in (coded, numbered, placed):
            self.assertEqual(read("smart_address", items), parts)
        self.assertEqual(address.write(parts), coded)
        self.assertEqual(normalise("address", {**parts, "country_code": "RU"}), parts)
        self.assertIsNone(write("smart_address", None))

    def test_legal_entity_is_compared_whatever_is_empty(self):
        value = read("legal_entity", [{"value": {**LEGAL, "director": "", "address": None}}])
        self.assertEqual(value, LEGAL)
        again = normalise("legal", normalise("legal", value))
        self.assertEqual(again, normalise("legal", LEGAL))
        self.assertIsNone(read("legal_entity", [{"value": []}]))
        with self.assertRaises(Unusable):
            write("legal_entity", LEGAL)

    def test_multitext_keeps_their_order_and_puts_ours_first(self):
        current = [
            {"value": "8 900 000-00-11", "enum_id": 1},
            {"value": "8 900 000-00-12", "enum_id": 2},
        ]
        merged = converter.merge_multitext(current, ["+7 900 000-00-12"])
        self.assertEqual([item["enum_id"] for item in merged], [2, 1])


@tagged("post_install", "-at_install")
class TestFieldTypesExchanged(AmocrmCase):
    """The same, from amoCRM into Odoo's fields and back."""

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        amo.add_field("leads", 801, "utm_source", "tracking_data", code="UTM_SOURCE")
        amo.add_field("leads", 802, "referrer", "tracking_data", code="REFERRER")
        amo.add_field("leads", 803, "Delivery", "smart_address")
        amo.add_field("leads", 804, "Payer", "legal_entity")
        amo.add_field("leads", 805, "Barcode", "numeric")
        amo.add_field("leads", 806, "Chain", "chained_list")
        return amo

    def deal(self, **fields):
        numbers = {int(key[1:]): value for key, value in fields.items()}
        return self.add_full_deal(fields=numbers)

    @capability("A1")
    def test_advertising_source_is_found_or_made(self):
        row = self.account.field_map_ids.filtered(lambda row: row.code == "UTM_SOURCE")
        self.assertEqual(row.field_name, "source_id", "proposed by its code")
        lead = self.import_deal(self.deal(_801=[{"value": "yandex-direct"}]))
        again = self.import_deal(self.deal(_801=[{"value": "Yandex-Direct"}]))
        self.assertEqual(lead.source_id.name, "yandex-direct")
        self.assertEqual(again.source_id, lead.source_id)

    @capability("A1")
    def test_address_goes_both_ways(self):
        self.map_field("803", "street", direction="both")
        parts = [
            {"value": "Lenina 1", "enum_code": "address_line_1"},
            {"value": "Kostroma", "enum_code": "city"},
            {"value": "Atlantic Region", "enum_code": "state"},
            {"value": "fr", "enum_code": "country"},
        ]
        deal = self.deal(_803=parts)
        lead = self.import_deal(deal)
        self.assertEqual((lead.street, lead.country_id), ("Lenina 1", self.france))
        self.assertEqual(lead.city, "Atlantic Region, Kostroma", "an unknown region is not lost")
        self.assertFalse(self.amo.called("PATCH", "/leads/"))
        lead.zip = "44000"
        self.run_crons()
        values = {item["enum_code"]: item["value"] for item in self.amo.value(deal, 803)}
        self.assertEqual((values["zip"], values["country"]), ("44000", "FR"))

    def test_unknown_country_is_told(self):
        self.map_field("803", "street")
        lead = self.import_deal(self.deal(_803=[{"value": "Atlantis", "enum_code": "country"}]))
        self.assertIn("country “Atlantis” is not known", lead.amocrm_problem)

    @capability("A1")
    def test_legal_entity_becomes_the_company_of_the_client(self):
        self.map_field("804", "parent_id", target="client")
        deal = self.deal(_804=[{"value": LEGAL}])
        company = self.import_deal(deal).partner_id.parent_id
        self.assertEqual((company.name, company.vat, company.is_company), (*_name_vat(), True))
        other = self.import_deal(self.deal(_804=[{"value": {**LEGAL, "name": "Romashka"}}]))
        self.assertEqual(other.partner_id.parent_id, company, "found by its tax number")
        self.assertEqual(company.name, "Romashka")

    def test_number_too_long_for_odoo_is_told_and_not_cut(self):
        self.map_field("805", "recurring_revenue")
        lead = self.import_deal(self.deal(_805=[{"value": "12345678901234567890"}]))
        self.assertFalse(lead.recurring_revenue)
        self.assertIn("without losing digits", lead.amocrm_problem)
        self.map_field("805", "referred")
        self.run_crons()
        self.assertEqual(lead.referred, "12345678901234567890")

    def test_type_that_is_not_exchanged_is_refused_when_it_is_paired(self):
        with self.assertRaisesRegex(ValidationError, "not exchanged"):
            self.map_field("806", "referred")

    @capability("A1")
    def test_kopecks_never_come_back_rounded(self):
        deal = self.add_full_deal(price=1500)
        lead = self.import_deal(deal)
        lead.expected_revenue = 2000.5
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["price"], 2001)
        self.amo.touch(deal)["price_with_minor_units"] = 2001.0
        self.import_deal(deal, "update")
        self.assertEqual(lead.expected_revenue, 2000.5)
        self.amo.touch(deal).update(price=3000, price_with_minor_units=2999.75)
        self.import_deal(deal, "update")
        self.assertEqual(lead.expected_revenue, 2999.75)
        self.assertEqual(len(self.amo.called("PATCH", "/leads/")), 1)

    def test_option_that_is_gone_there_has_the_list_read_again(self):
        self.map_field("702", "country_id", direction="both")
        deal = self.deal(_702=[{"value": "France", "enum_id": 70200}])
        lead = self.import_deal(deal)
        self.amo.fields["leads"][1]["enums"] = [{"id": 70299, "value": "France"}]
        lead.country_id = False
        self.run_crons()
        lead.country_id = self.france
        refusal = reply(
            400,
            {
                "status": 400,
                "validation-errors": [
                    {
                        "request_id": "0",
                        "errors": [
                            {
                                "code": "NotSupportedChoice",
                                "path": "custom_fields_values.0.values",
                                "detail": "Not a valid choice.",
                            }
                        ],
                    }
                ],
            },
            problem=True,
        )
        self.amo._refusal = lambda body: refusal if "70200" in str(body) else None
        self.run_crons()
        self.assertIn("Not a valid choice", lead.amocrm_problem)
        self.assertTrue(self.account.reference_wanted)
        self.poll()
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 702), [{"enum_id": 70299}])
        self.assertFalse(lead.amocrm_problem)


def _name_vat():
    return LEGAL["name"], LEGAL["vat_id"]
