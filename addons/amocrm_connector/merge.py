"""What to do about one field when three states of it are known: snapshot, amoCRM now, Odoo now."""

from dataclasses import dataclass

AGREE = "agree"  # nothing to do, remember both states
PULL = "pull"  # amoCRM's value goes to Odoo
PUSH = "push"  # Odoo's value goes to amoCRM
KEEP = "keep"  # the sides differ and neither has moved since they were settled


def decide(snapshot, amo, odoo, direction="both", owner="amo"):
    """``(action, conflict)`` for one field.

    All values are normalised (:func:`.values.normalise`).

    :param snapshot: ``{"amo": …, "odoo": …}`` of the last exchange, ``None`` when the field was
        never exchanged
    :param direction: ``in`` amoCRM → Odoo, ``out`` Odoo → amoCRM, ``both``
    :param owner: whose value stands when both sides changed: ``amo`` or ``odoo``

    >>> decide({"amo": "a", "odoo": "a"}, "b", "a")
    ('pull', False)
    >>> decide({"amo": "a", "odoo": "a"}, "b", "c", owner="odoo")
    ('push', True)
    """
    if amo == odoo:
        return AGREE, False
    if snapshot is None:
        return _first_meeting(amo, odoo, direction, owner), False
    amo_moved, odoo_moved = amo != snapshot.get("amo"), odoo != snapshot.get("odoo")
    if direction == "in":
        return (PULL if amo_moved else KEEP), False
    if direction == "out":
        return (PUSH if odoo_moved else KEEP), False
    if amo_moved and odoo_moved:
        return (PULL if owner == "amo" else PUSH), True
    if amo_moved:
        return PULL, False
    return (PUSH if odoo_moved else KEEP), False


def _first_meeting(amo, odoo, direction, owner):
    """Nobody's value is lost to an empty one."""
    if direction == "out":
        return PUSH if odoo is not None else KEEP
    if direction == "in":
        return PULL if amo is not None else KEEP
    if amo is None:
        return PUSH
    if odoo is None:
        return PULL
    return PULL if owner == "amo" else PUSH


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
