"""Tags of pieces as PDF: text that never leaves its place, and the УИН as a DataMatrix code."""

import io
from typing import NamedTuple

from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "JewelTag"
_LARGEST, _SMALLEST, _STEP = 6.5, 3.0, 0.25  # points
_LEADING = 1.12


class UinMatrix(ECC200DataMatrix):
    """DataMatrix of 14 × 14 modules, which hold 16 digits exactly, two in a codeword.

    reportlab's own is made for the post: 44 × 44 modules, too fine for a tag, and its text mode
    leaves a zero byte behind 16 digits, which a scanner would read as part of the УИН.
    """

    def __init__(self, value, **kwargs):
        super().__init__(value, **kwargs)
        self.x = self.y = 0
        self.row_modules = self.col_modules = 14
        self.row_regions = self.col_regions = 1
        self.row_usable_modules = self.col_usable_modules = 12
        self.cw_data, self.cw_ecc = 8, 10

    def _encode_c40(self, value):
        """Override: pairs of digits instead of C40."""
        return [130 + int(value[start : start + 2]) for start in range(0, len(value), 2)]


class TagSize(NamedTuple):
    """Millimetres of a tag: whole, text and code as (left, bottom, width, height)."""

    width: float
    height: float
    text: tuple
    code: tuple
    uin: tuple


SIZES = {
    "22x70": TagSize(70, 22, (1.5, 1, 49, 20), (53.5, 6, 14.5, 14.5), (53.5, 1, 14.5, 4.5)),
    "25x35": TagSize(25, 35, (1.2, 15, 22.6, 19), (1.2, 1.2, 12.5, 12.5), (14.3, 1.2, 9.7, 12.5)),
}


class Tag(NamedTuple):
    """What one tag says: lines in their order of importance, and the УИН (may be empty)."""

    lines: tuple
    uin: str = ""


def use_font(path):
    """Register the TrueType font (with Cyrillic) that tags are set in."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FONT, path))


def make_code(uin, side):
    """The DataMatrix (ECC 200) of ``uin``, ``side`` points wide."""
    code = UinMatrix(uin, barWidth=side / 14)
    code.validate()
    code.encode()
    return code


def text_width(text, size):
    return pdfmetrics.stringWidth(text, FONT, size)


def fit(paragraphs, width, height, measure=text_width):
    """Largest size in points at which the text fits its box, and its lines at that size.

    Text is wrapped and made smaller, words stay whole if they can; what is too long at the
    smallest size ends in «…».

    :return: (size, lines): lines are no wider than ``width``, together no higher than ``height``
    """
    size = _LARGEST
    while True:
        lines = [line for text in paragraphs for line in wrap(text, width, size, measure)]
        room = int(height / (size * _LEADING))
        is_whole = all(measure(word, size) <= width for text in paragraphs for word in text.split())
        if len(lines) <= room and (is_whole or size <= _SMALLEST):
            return size, lines
        if size <= _SMALLEST:
            last = lines[room - 1]
            while last and measure(last + "…", size) > width:
                last = last[:-1]
            return size, [*lines[: room - 1], last + "…"]
        size -= _STEP


def wrap(text, width, size, measure=text_width):
    """Lines of ``text``; a word that is wider than the box is cut.

    >>> wrap("one two three", 7, 1, lambda text, size: len(text))
    ['one two', 'three']
    >>> wrap("abcdefgh", 3, 1, lambda text, size: len(text))
    ['abc', 'def', 'gh']
    """
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if measure(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while measure(word, size) > width and len(word) > 1:
            cut = len(word)
            while cut > 1 and measure(word[:cut], size) > width:
                cut -= 1
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines


def draw_tags(tags, size_key):
    """PDF with one tag a page.

    :param tags: `Tag` objects
    :param size_key: key of `SIZES`
    :return: bytes
    """
    size = SIZES[size_key]
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(size.width * mm, size.height * mm))
    for tag in tags:
        _draw_text(canvas, tag.lines, size.text)
        if tag.uin:
            left, bottom, side, _height = (number * mm for number in size.code)
            make_code(tag.uin, side).drawOn(canvas, left, bottom)
            groups = [tag.uin[start : start + 8] for start in (0, 8)]
            _draw_text(canvas, groups, size.uin)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_text(canvas, paragraphs, box):
    left, bottom, width, height = (number * mm for number in box)
    size, lines = fit(paragraphs, width, height)
    canvas.setFont(FONT, size)
    top = bottom + height - size
    for number, line in enumerate(lines):
        canvas.drawString(left, top - number * size * _LEADING, line)
