"""Two texts compared letter by letter: what was ordered, and what is cut into the metal.

Plain Python. A person who reads an engraving misses just what looks alike, so each difference also
says of what kind it is.
"""

from collections import namedtuple
from difflib import SequenceMatcher

# place: number of the sign in the ordered text, from 1; expected, found: texts, one may be empty
Difference = namedtuple("Difference", "place expected found kind")

# Signs of both alphabets that look the same when they are cut.
_LOOKALIKES = str.maketrans("АВЕЗКМНОРСТУХаеорсухіїІЇ", "ABE3KMHOPCTYXaeopcyxiïIÏ")
_TYPOGRAPHY = str.maketrans("«»“”„’‘`–—−\u00a0", '"""""' + "'''" + "--- ")


def compare(expected, found):
    """Differences between the text ordered and the text read, in order; none: they are equal.

    :return: list of `Difference`; ``kind`` is one of space, missing, extra, lookalike, case, yo,
        sign (a quotation mark or dash of another shape) and letter
    """
    expected, found = expected or "", found or ""
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return [
        difference
        for tag, start, end, start_found, end_found in matcher.get_opcodes()
        if tag != "equal"
        for difference in _split(start, expected[start:end], found[start_found:end_found])
    ]


def _split(start, expected, found):
    """Replaced signs stand side by side one by one; whatever is left over is missing or extra."""
    common = min(len(expected), len(found))
    pairs = [(expected[i], found[i]) for i in range(common)]
    if len(expected) != len(found):
        pairs.append((expected[common:], found[common:]))
    return [
        Difference(start + place, one, other, _kind(one, other))
        for place, (one, other) in enumerate(pairs, start=1)
    ]


def _kind(expected, found):
    if not (expected + found).strip():
        return "space"
    if not found:
        return "missing"
    if not expected:
        return "extra"
    if expected.translate(_LOOKALIKES) == found.translate(_LOOKALIKES):
        return "lookalike"
    if expected.casefold() == found.casefold():
        return "case"
    if _without_yo(expected) == _without_yo(found):
        return "yo"
    if expected.translate(_TYPOGRAPHY) == found.translate(_TYPOGRAPHY):
        return "sign"
    return "letter"


def _without_yo(text):
    return text.casefold().replace("ё", "е")
