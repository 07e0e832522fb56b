"""Which line of a statement is which payment of ours: plain values in, pairs and doubts out.

Four rules, the surest first; what one rule has paired, the next ones do not see. Only the
identifier may pair different sums: that is a difference to be named, not another payment.
"""

from collections import defaultdict
from dataclasses import dataclass

from odoo.addons.jewel_invoicing.transfer_text import has_number


@dataclass(slots=True)
class Entry:
    """One payment, as one side tells it.

    :param key: whatever the caller knows it by
    :param kopecks: sum with its sign; a refund is negative
    :param day: number of the day (`date.toordinal`)
    :param refs: identifiers that mean just this payment
    :param numbers: our numbers that the other side's text may name (booked side)
    :param name: of the payer
    :param text: purpose (stated side)
    """

    key: object
    kopecks: int
    day: int
    refs: tuple = ()
    numbers: tuple = ()
    name: str = ""
    text: str = ""


def match(stated, booked, days=3):
    """Pair the lines of a statement with payments.

    :param stated: list of `Entry`: what the source says
    :param booked: list of `Entry`: what we have booked
    :param days: how far apart the two dates may be, where no identifier tells
    :return: (pairs, doubts): [(stated, booked, rule)], {key of stated: [booked]} where several
        payments would do and nobody but a person can tell
    """
    pairs = []
    stated, booked = _by_ref(stated, booked, pairs)
    if stated and booked:
        stated, booked = _by_pool(stated, booked, pairs, "purpose", _named_in_purpose)
    if stated and booked:
        stated, booked = _by_pool(
            stated, booked, pairs, "name", lambda one, other: _is_same_payer(one, other, days)
        )
    doubts = _by_sum_and_date(stated, booked, pairs, days) if stated and booked else {}
    return pairs, doubts


def _by_ref(stated, booked, pairs):
    index = {}
    for other in booked:
        for ref in other.refs:
            # An identifier of two payments means neither.
            index[ref] = None if ref in index else other
    taken, rest = set(), []
    for one in stated:
        for ref in one.refs:
            other = index.get(ref)
            # A registry may name a refund by the payment that it returns: the sign tells.
            same_way = other and (one.kopecks < 0) == (other.kopecks < 0)
            if same_way and id(other) not in taken:
                taken.add(id(other))
                pairs.append((one, other, "id"))
                break
        else:
            rest.append(one)
    return rest, [other for other in booked if id(other) not in taken]


def _by_pool(stated, booked, pairs, rule, fits):
    """Pair those of one sum that ``fits`` joins, where it joins one with one."""
    pools = _pools(booked)
    taken, rest = set(), []
    for one in stated:
        found = [
            other
            for other in pools.get(one.kopecks, ())
            if id(other) not in taken and fits(one, other)
        ]
        if len(found) == 1:
            taken.add(id(found[0]))
            pairs.append((one, found[0], rule))
        else:
            rest.append(one)
    return rest, [other for other in booked if id(other) not in taken]


def _pools(entries):
    pools = defaultdict(list)
    for entry in entries:
        pools[entry.kopecks].append(entry)
    return pools


def _named_in_purpose(one, other):
    return bool(one.text) and any(has_number(one.text, number) for number in other.numbers)


def _is_same_payer(one, other, days):
    return bool(
        abs(one.day - other.day) <= days
        and one.name
        and other.name
        and name_key(one.name) == name_key(other.name)
    )


def _by_sum_and_date(stated, booked, pairs, days):
    """Pair what is alone on both sides; tell what would do where it is not."""
    ours, theirs, doubts = _pools(booked), _pools(stated), {}
    for one in stated:
        near = [other for other in ours.get(one.kopecks, ()) if abs(one.day - other.day) <= days]
        rivals = [
            rival
            for rival in theirs[one.kopecks]
            if any(abs(rival.day - other.day) <= days for other in near)
        ]
        if len(near) == 1 and len(rivals) == 1:
            pairs.append((one, near[0], "sum_date"))
        elif near:
            doubts[one.key] = near
    return doubts


# Words that a bank puts before a name, or that come in any form.
_FORMS = {"ООО", "ИП", "АО", "ПАО", "ЗАО", "ОБЩЕСТВО", "ПРЕДПРИНИМАТЕЛЬ", "ИНДИВИДУАЛЬНЫЙ"}


def name_key(name):
    """Words of a payer's name in any order and case, without the legal form.

    >>> name_key('ООО "Якорь"') == name_key("якорь, ооо")
    True
    >>> name_key("Гончарова Анна") == name_key("Анна ГОНЧАРОВА")
    True
    """
    marks = "".join(mark if mark.isalnum() else " " for mark in name.upper().replace("Ё", "Е"))
    return frozenset(word for word in marks.split() if word not in _FORMS)
