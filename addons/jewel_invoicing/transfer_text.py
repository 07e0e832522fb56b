"""What a bank's text says about the invoice that was paid."""

import re

# Capitals that look alike in both alphabets: people type a number the way they see it.
CYRILLIC, LATIN = "АВЕКМНОРСТУХ", "ABEKMHOPCTYX"
_LOOK_ALIKE = str.maketrans(CYRILLIC, LATIN)


def plain(text):
    """``text`` in capitals and without spaces, letters that look Latin made Latin.

    >>> plain("сч. р2026 - 00012")
    'CЧ.P2026-00012'
    """
    return "".join((text or "").upper().split()).translate(_LOOK_ALIKE)


def has_number(text, number):
    """Whether ``text`` names the document ``number``, whole and not as a part of a longer one.

    Case, spaces and the alphabet of a letter do not matter: banks and clients change them.

    >>> has_number("Оплата по счету N P2026-00012 от 26.11.2026", "P2026-00012")
    True
    >>> has_number("оплата по сч.р2026 - 00012, НДС", "P2026-00012")
    True
    >>> has_number("P2026-000123", "P2026-00012"), has_number("", "P2026-00012")
    (False, False)
    """
    marks = [re.escape(mark) for mark in plain(number)]
    if not marks:
        return False
    pattern = r"(?<![0-9A-ZА-ЯЁ])" + r"\s*".join(marks) + r"(?![0-9A-ZА-ЯЁ])(?!/[0-9])"
    return bool(re.search(pattern, (text or "").upper().translate(_LOOK_ALIKE)))
