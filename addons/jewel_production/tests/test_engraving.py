from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engraving import compare


@tagged("post_install", "-at_install")
class TestEngraving(BaseCase):
    def _kinds(self, ordered, read):
        return [(one.place, one.expected, one.found, one.kind) for one in compare(ordered, read)]

    def test_the_same_text_has_no_differences(self):
        self.assertEqual(compare("А.П.З. 1815", "А.П.З. 1815"), [])
        self.assertEqual(compare(False, ""), [])

    def test_each_difference_is_named(self):
        for ordered, read, expected in (
            ("А.П.З.", "A.П.З.", (1, "А", "A", "lookalike")),
            ("Ёлка", "Елка", (1, "Ё", "Е", "yo")),
            ("ЮА", "юА", (1, "Ю", "ю", "case")),
            ("Ю А", "ЮА", (2, " ", "", "space")),
            ("Ю А", "Ю  А", (3, "", " ", "space")),
            ("навсегда", "навсегд", (8, "а", "", "missing")),
            ("кот", "котт", (4, "", "т", "extra")),
            ("кот", "кит", (2, "о", "и", "letter")),
            ("«Ю", '"Ю', (1, "«", '"', "sign")),
        ):
            with self.subTest(ordered=ordered, read=read):
                self.assertEqual(self._kinds(ordered, read), [expected])

    def test_several_differences_come_in_order(self):
        kinds = self._kinds("А.П. 24.05.1976", "A.П. 24.05.1967")
        self.assertEqual(kinds[0], (1, "А", "A", "lookalike"))
        self.assertGreater(len(kinds), 1)

    @given(st.text("АAЁЕе «» .1", max_size=12), st.text("АAЁЕе «» .1", max_size=12))
    def test_texts_without_differences_are_equal_and_others_are_not(self, ordered, read):
        differences = compare(ordered, read)
        self.assertEqual(not differences, ordered == read)
        self.assertTrue(all(one.expected != one.found for one in differences))
