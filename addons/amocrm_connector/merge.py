"""What to do about one field when three states of it are known: snapshot, amoCRM now, Odoo now."""

from dataclasses import dataclass

AGREE = "agree"  # nothing to do, remember both states
PULL = "pull"  # amoCRM's value goes to Odoo
PUSH = "push"  # Odoo's value goes to amoCRM
KEEP = "keep"  # the sides differ and neither has moved since they were settled
ASK = "ask"  # both have moved and a person decides; until then neither is overwritten

# Odoo cannot tell "zero" and "no" from "nobody has said anything yet".
_EMPTY = (None, "0", False)


def decide(snapshot, amo, odoo, direction="both", owner="amo", later="amo"):
    """``(action, conflict)`` for one field.

    All values are normalised (:func:`.values.normalise`).

    :param snapshot: ``{"amo": …, "odoo": …}`` of the last exchange, ``None`` when the field was
        never exchanged
    :param direction: ``in`` amoCRM → Odoo, ``out`` Odoo → amoCRM, ``both``
    :param owner: whose value stands when both sides changed: ``amo``, ``odoo``, ``last`` the side
        that was changed later, ``ask`` a person decides
    :param later: the side that was changed later, for the owner ``last``

    >>> decide({"amo": "a", "odoo": "a"}, "b", "a")
    ('pull', False)
    >>> decide({"amo": "a", "odoo": "a"}, "b", "c", owner="odoo")
    ('push', True)
    >>> decide({"amo": "a", "odoo": "a"}, "b", "c", owner="last", later="odoo")
    ('push', True)
    >>> decide({"amo": "a", "odoo": "a"}, "b", "c", owner="ask")
    ('ask', True)
    """
    if amo == odoo:
        return AGREE, False
    if snapshot is None:
        return _first_meeting(amo, odoo, direction, owner, later)
    amo_moved, odoo_moved = amo != snapshot.get("amo"), odoo != snapshot.get("odoo")
    if direction == "in":
        return (PULL if amo_moved else KEEP), False
    if direction == "out":
        return (PUSH if odoo_moved else KEEP), False
    if amo_moved and odoo_moved:
        return _winner(owner, later), True
    if amo_moved:
        return PULL, False
    return (PUSH if odoo_moved else KEEP), False


def _winner(owner, later):
    if owner == "ask":
        return ASK
    return PULL if (later if owner == "last" else owner) == "amo" else PUSH


def _first_meeting(amo, odoo, direction, owner, later):
    """Nobody's value is lost to an empty one."""
    if direction == "out":
        return (PUSH if odoo is not None else KEEP), False
    if direction == "in":
        return (PULL if amo is not None else KEEP), False
    if amo in _EMPTY and odoo not in _EMPTY:
        return PUSH, False
    if odoo in _EMPTY:
        return (KEEP if amo is None else PULL), False
    action = _winner(owner, later)
    return action, action == ASK


@dataclass(frozen=True)
class SetMerge:
    """What becomes of two sets: ``to_take`` and ``to_drop`` here, ``to_add`` and ``to_delete`` in
    amoCRM; ``odoo`` is our set afterwards.
    """

    to_take: frozenset
    to_drop: frozenset
    to_add: frozenset
    to_delete: frozenset
    odoo: frozenset


def merge_sets(snapshot, amo, odoo, direction="both", owner="amo"):
    """Merge sets member by member, each as if it were a field of its own.

    :param snapshot: ``{"amo": members, "odoo": members}`` of the last exchange, or ``None``

    >>> merged = merge_sets({"amo": ["a", "b"], "odoo": ["a", "b"]}, {"a", "c"}, {"b", "d"})
    >>> sorted(merged.odoo), sorted(merged.to_add), sorted(merged.to_delete)
    (['c', 'd'], ['d'], ['a'])
    """
    before = {"amo": set(), "odoo": set(), **(snapshot or {})}
    members = set(amo) | set(odoo) | set(before["amo"]) | set(before["odoo"])
    actions = {
        member: decide(
            snapshot and {side: member in before[side] or None for side in ("amo", "odoo")},
            member in amo or None,
            member in odoo or None,
            direction,
            owner,
        )[0]
        for member in members
    }
    pulled = {member for member in members if actions[member] == PULL}
    pushed = {member for member in members if actions[member] == PUSH}
    to_take, to_drop = frozenset(pulled & set(amo)), frozenset(pulled - set(amo))
    return SetMerge(
        to_take=to_take,
        to_drop=to_drop,
        to_add=frozenset(pushed & set(odoo)),
        to_delete=frozenset(pushed - set(odoo)),
        odoo=frozenset((set(odoo) | to_take) - to_drop),
    )
