"""Contrast of colours, as WCAG 2 counts it."""

import re

INK, PAPER = "#1d1d1f", "#ffffff"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text):
    """Whether ``text`` is a colour like ``#8a6d3b``; nothing else may reach a style sheet.

    >>> is_colour("#8a6d3b"), is_colour("red;}")
    (True, False)
    """
    return bool(_HEX.fullmatch(text or ""))


def _luminance(colour):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast of two colours, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour):
    """Ink or paper, whichever is easier to read on ``colour``; one of them always reaches 4.5.

    >>> text_on("#000080"), text_on("#ffd700")
    ('#ffffff', '#1d1d1f')
    """
    return max((INK, PAPER), key=lambda text: contrast(text, colour))


def readable_on_paper(colour, least=4.5):
    """``colour``, darkened until text of it can be read on white.

    >>> contrast(readable_on_paper("#ffd700"), "#ffffff") >= 4.5
    True
    """
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    while contrast(colour, PAPER) < least:
        channels = [int(value * 0.94) for value in channels]
        colour = "#" + "".join(f"{value:02x}" for value in channels)
    return colour
