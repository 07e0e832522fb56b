"""Contrast of colours, as WCAG 2 counts it."""

import re

INK, PAPER = "#1d1d1f", "#ffffff"
AA = 4.5  # least contrast of text by WCAG 2.1, level AA
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


def button(colour, least=AA):
    """Background and text of a button in ``colour``, which is darkened where no text is readable.

    >>> button("#000080"), button("#ffd700")
    (('#000080', '#ffffff'), ('#ffd700', '#1d1d1f'))
    >>> button("#808080")  # neither ink nor paper reaches 4.5 on it
    ('#707070', '#ffffff')
    """
    if contrast(INK, colour) >= least:
        return colour, INK
    return readable_on_paper(colour, least), PAPER


def readable_on_paper(colour, least=AA):
    """``colour``, darkened until text of it can be read on white and white on it.

    >>> contrast(readable_on_paper("#ffd700"), "#ffffff") >= 4.5
    True
    """
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    while contrast(colour, PAPER) < least:
        channels = [int(value * 0.94) for value in channels]
        colour = "#" + "".join(f"{value:02x}" for value in channels)
    return colour
