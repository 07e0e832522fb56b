import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from odoo.tests import BaseCase, tagged

from ..pictures import make_cover
from .common import picture


@tagged("post_install", "-at_install")
class TestPictures(BaseCase):
    def test_every_usual_kind_becomes_a_picture_for_browsers(self):
        for kind, mode, expected in [
            ("PNG", "RGB", "JPEG"),
            ("PNG", "RGBA", "PNG"),
            ("JPEG", "RGB", "JPEG"),
            ("JPEG", "CMYK", "JPEG"),
            ("WEBP", "RGB", "JPEG"),
            ("GIF", "P", "JPEG"),
            ("TIFF", "I;16", "JPEG"),
            ("BMP", "1", "JPEG"),
        ]:
            with self.subTest(kind=kind, mode=mode):
                data = picture(0, (2000, 100), kind, mode)
                cover = Image.open(io.BytesIO(make_cover(data)))
                self.assertEqual((cover.format, cover.size), (expected, (1024, 51)))

    def test_a_small_picture_is_not_blown_up(self):
        self.assertEqual(Image.open(io.BytesIO(make_cover(picture(size=(30, 20))))).size, (30, 20))

    def test_a_photo_taken_sideways_stands_upright(self):
        output = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6  # rotated by 90°
        Image.new("RGB", (40, 20)).save(output, "JPEG", exif=exif)
        self.assertEqual(Image.open(io.BytesIO(make_cover(output.getvalue()))).size, (20, 40))

    def test_a_bomb_is_not_unpacked(self):
        self.assertIsNone(make_cover(picture(0, (9000, 9000), "PNG", "1")))

    @settings(deadline=None)
    @given(st.binary(max_size=200))
    def test_rubbish_raises_nothing(self, data):
        make_cover(data)

    @settings(deadline=None)
    @given(st.integers(min_value=0, max_value=600), st.integers(min_value=0, max_value=255))
    def test_a_damaged_picture_raises_nothing(self, place, value):
        for kind in ("PNG", "JPEG", "WEBP", "GIF"):
            data = bytearray(picture(size=(40, 40), kind=kind))
            data[place % len(data)] = value
            make_cover(bytes(data))
            make_cover(bytes(data[: place % len(data)]))
