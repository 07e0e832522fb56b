"""What a bank's text says about the invoice that was paid."""

import re


def has_number(text, number):
    """Whether ``text`` names the document ``number``, whole and not as a part of a longer one.

    Case and spaces do not matter: banks change both.

    >>> has_number("Оплата по счету N P2026-00012 от 26.11.2026", "P2026-00012")
    True
    >>> has_number("оплата по сч.p2026 - 00012, НДС", "P2026-00012")
    True
    >>> has_number("P2026-000123", "P2026-00012"), has_number("", "P2026-00012")
    (False, False)
    """
    marks = [re.escape(mark) for mark in "".join((number or "").upper().split())]
    if not marks:
        return False
    pattern = r"(?<![0-9A-ZА-ЯЁ])" + r"\s*".join(marks) + r"(?![0-9A-ZА-ЯЁ])(?!/[0-9])"
    return bool(re.search(pattern, (text or "").upper()))
