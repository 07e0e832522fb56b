import doctest
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import (
    address,
    converter,
    error_words,
    hosts,
    links,
    masking,
    merge,
    sync_round,
    token_hint,
    values,
    webhook_body,
)
from ..converter import Unusable, read, write
from ..values import normalise

ZONES = st.sampled_from(
    ("Europe/Moscow", "UTC", "Asia/Kamchatka", "America/Sao_Paulo", "Europe/Kaliningrad")
)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
TEXTS = st.text(max_size=400)
MODULES = (
    address,
    converter,
    error_words,
    hosts,
    links,
    masking,
    merge,
    sync_round,
    token_hint,
    values,
    webhook_body,
)


@tagged("post_install", "-at_install")
class TestConverter(BaseCase):
    """Values survive the way to amoCRM and back."""

    def test_examples_of_the_documentation(self):
        for module in MODULES:
            result = doctest.testmod(module)
            self.assertTrue(result.attempted, module)
            self.assertFalse(result.failed, module)

    @settings(max_examples=60, deadline=None)
    @given(DAYS, ZONES)
    def test_a_day_stays_the_day_in_any_zone(self, day, zone):
        self.assertEqual(read("date", write("date", day, zone), zone), day)

    @settings(max_examples=60, deadline=None)
    @given(st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)), ZONES)
    def test_a_moment_stays_to_the_second(self, moment, zone):
        back = read("date_time", write("date_time", moment, zone), zone)
        self.assertEqual(back, moment.replace(microsecond=0))

    @settings(max_examples=60, deadline=None)
    @given(st.decimals(-(10**9), 10**9, places=4))
    def test_a_number_stays_exact(self, number):
        self.assertEqual(read("numeric", write("numeric", number)), number)

    @settings(max_examples=60, deadline=None)
    @given(TEXTS)
    def test_a_text_stays_but_for_its_edges_and_length(self, text):
        back = read("textarea", write("textarea", text) or [])
        self.assertEqual(back, values.text(text))
        short = write("text", text)
        self.assertLessEqual(len(short[0]["value"]) if short else 0, converter.TEXT_LIMIT)
        self.assertEqual(converter.is_cut("text", text), len(values.text(text) or "") > 256)

    @settings(max_examples=60, deadline=None)
    @given(
        st.sampled_from(("text", "number", "multitext", "options", "bool")),
        st.one_of(TEXTS, st.decimals(allow_nan=False, allow_infinity=False), st.lists(TEXTS)),
    )
    def test_normalising_twice_changes_nothing(self, kind, value):
        if isinstance(value, list) != (kind in ("multitext", "options")):
            return
        once = normalise(kind, value)
        self.assertEqual(normalise(kind, once), once)

    @settings(max_examples=40, deadline=None)
    @given(st.text("0123456789", min_size=10, max_size=10).map(lambda rest: "9" + rest[1:]))
    def test_a_phone_is_the_same_in_all_its_clothes(self, rest):
        clothes = {
            f"+7{rest}",
            f"8{rest}",
            f"8 ({rest[:3]}) {rest[3:6]}-{rest[6:8]}-{rest[8:]}",
            f"7 {rest}",
            rest,
        }
        self.assertEqual({values.phone(phone) for phone in clothes}, {f"7{rest}"})

    def test_recorded_shapes(self):
        self.assertEqual(read("numeric", [{"value": "199000"}]), Decimal(199000))
        self.assertEqual(read("select", [{"value": "585", "enum_id": 1}]), "585")
        self.assertEqual(read("multiselect", [{"value": "b"}, {"value": "a"}]), ["b", "a"])
        self.assertEqual(normalise("options", ["b", "a"]), ["a", "b"])
        self.assertIs(read("checkbox", [{"value": True}]), True)
        self.assertIs(read("checkbox", [{"value": "0"}]), False)
        self.assertIsNone(read("text", []))
        self.assertIsNone(read("user", 0))
        midnight = [{"value": "2025-01-23T00:00:00+03:00"}]
        self.assertEqual(read("birthday", midnight, "Europe/Moscow"), date(2025, 1, 23))

    def test_nonsense_is_named(self):
        for kind, value, reason in (
            ("numeric", "109716+9800", "number"),
            ("monetary", "NaN", "number"),
            ("date", "tomorrow", "date"),
            ("date_time", 10**30, "date"),
            ("file", "x", "file"),
            ("chained_list", {"catalog_id": 1}, "type"),
        ):
            with self.assertRaises(Unusable) as caught:
                read(kind, [{"value": value}])
            self.assertEqual(caught.exception.reason, reason)
        for kind, value, reason in (
            ("select", "nowhere", "option"),
            ("file", {}, "type"),
            ("user", "Peter", "odoo_user"),
        ):
            with self.assertRaises(Unusable) as caught:
                write(kind, value, enums=[{"id": 1, "value": "585"}])
            self.assertEqual(caught.exception.reason, reason)

    def test_options_are_written_by_number_whatever_the_case(self):
        enums = [{"id": 1, "value": "Gold"}, {"id": 2, "value": "Silver"}]
        written = write("multiselect", ["silver", "Gold"], enums=enums)
        self.assertEqual(written, [{"enum_id": 2}, {"enum_id": 1}])

    def test_price_is_whole_and_half_goes_up(self):
        for price, written in ((10.5, 11), (10.49, 10), (0, 0)):
            self.assertEqual(write("price", Decimal(str(price))), [{"value": written}])
