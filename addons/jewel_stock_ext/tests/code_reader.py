"""Reads a DataMatrix with a decoder that shares nothing with the one that drew it."""

import zxingcpp
from PIL import Image

_DOT, _QUIET = 6, 3


def read_code(code):
    """Text of reportlab's bar code ``code``, or nothing."""
    code.validate()
    matrix = code.encode()
    side = (len(matrix) + 2 * _QUIET) * _DOT
    image = Image.new("L", (side, side), 255)
    for y, row in enumerate(reversed(matrix), start=_QUIET):
        for x, is_black in enumerate(row, start=_QUIET):
            if is_black:
                image.paste(0, (x * _DOT, y * _DOT, (x + 1) * _DOT, (y + 1) * _DOT))
    return next((found.text for found in zxingcpp.read_barcodes(image)), None)
