from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import file_path

from odoo.addons.jewel_base.tests.common import capability

from .. import tag, uin
from ..wizard.jewel_tag_print import FONT_FILE
from .code_reader import read_code

UIN = "6430000012345678"
LONG = ("Запонки «Герб рода Серебряковых-Задонских» по эскизу заказчика " * 4).strip()


@tagged("post_install", "-at_install")
@capability("F11")
class TestTagCore(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tag.use_font(file_path(FONT_FILE))

    def test_code_holds_the_uin_and_nothing_else(self):
        for number in (UIN, "0000000000000000", "9999999999999999", "0102030405060708"):
            self.assertEqual(read_code(tag.make_code(number, 40)), number)

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
    @given(st.lists(st.text("абв где-Ж1,", min_size=1, max_size=120), min_size=1, max_size=6))
    def test_text_never_leaves_its_box(self, texts):
        for size in tag.SIZES.values():
            _left, _bottom, width, height = (number * tag.mm for number in size.text)
            points, lines = tag.fit(texts, width, height)
            self.assertTrue(all(tag.text_width(line, points) <= width for line in lines))
            self.assertLessEqual(len(lines) * points * 1.12, height)

    def test_long_name_is_made_smaller_before_it_is_cut(self):
        width, height = 49 * tag.mm, 20 * tag.mm
        small, lines = tag.fit([LONG, "Арт. СЗ-010"], width, height)
        large, _lines = tag.fit(["Запонки", "Арт. СЗ-010"], width, height)
        self.assertLess(small, large)
        self.assertEqual(" ".join(lines), f"{LONG} Арт. СЗ-010")

    def test_boxes_lie_on_the_tag_and_apart(self):
        for size in tag.SIZES.values():
            boxes = [size.text, size.code, size.uin]
            for left, bottom, width, height in boxes:
                self.assertTrue(0 <= left and left + width <= size.width)
                self.assertTrue(0 <= bottom and bottom + height <= size.height)
            for index, one in enumerate(boxes):
                for other in boxes[index + 1 :]:
                    self.assertFalse(_overlap(one, other), (one, other))

    def test_pdf_has_a_page_of_the_size_for_each_tag(self):
        tags = [tag.Tag(("Запонки",), UIN), tag.Tag(("Кольцо",))]
        for key, box in (("22x70", b"198.4252 62.3622"), ("25x35", b"70.86614 99.2126")):
            pdf = tag.draw_tags(tags, key)
            self.assertIn(b"/MediaBox [ 0 0 " + box, pdf)
            self.assertIn(b"/Count 2", pdf)

    def test_file_of_uins_in_any_of_the_usual_codings(self):
        text = f"Изделие;УИН\r\nА-1;{UIN}\r\n\r\nА-2;643\r\nА-3;{UIN}\r\nА-4\r\n"
        for coding in ("utf-8", "utf-8-sig", "cp1251"):
            rows, faults = uin.read_uins(text.encode(coding))
            self.assertEqual(rows, [(2, "А-1", UIN)])
            self.assertEqual(
                [fault[:2] for fault in faults], [(4, "digits"), (5, "twice"), (6, "columns")]
            )


def _overlap(one, other):
    return all(
        one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2]
        for axis in (0, 1)
    )
