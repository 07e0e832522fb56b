"""Arithmetic of stones: pieces and `Decimal` carats in and out, no database."""

from decimal import ROUND_HALF_UP, Decimal

from .metal import exact

CARAT_STEP = Decimal("0.001")

STONE_OPERATIONS = [
    ("receipt", "Receipt"),
    ("issue", "Issue"),
    ("return", "Return"),
    ("set", "Set in the Piece"),
    ("unset", "Taken out of the Piece"),
    ("broken", "Broken"),
    ("lost", "Lost"),
    ("inventory", "Inventory"),
    ("reversal", "Reversal"),
]
# Holders whose balance can never be below zero; the rest stand for the world outside.
STONE_HOLDERS = ("vault", "master", "stones_set", "stones_broken")


def carats_of(value):
    """Carats to 0.001 from a number of any kind.

    >>> carats_of(0.12)
    Decimal('0.120')
    """
    return exact(value, 3)


def share_of_carats(pieces, all_pieces, all_carats):
    """Carats of ``pieces`` stones of a parcel by its average; all of them take all that is left.

    >>> share_of_carats(3, 24, Decimal("0.480"))
    Decimal('0.060')
    >>> share_of_carats(24, 24, Decimal("0.481"))
    Decimal('0.481')
    >>> share_of_carats(1, 0, Decimal("0"))
    Decimal('0.000')
    """
    if not all_pieces:
        return Decimal("0.000")
    share = Decimal(all_carats) * pieces / all_pieces
    return share.quantize(CARAT_STEP, ROUND_HALF_UP)


def balance_fault(pieces, carats):
    """What is wrong with a balance after a movement, or nothing.

    >>> balance_fault(-1, Decimal("0.1"))
    'short'
    >>> balance_fault(0, Decimal("0.002"))
    'residue'
    >>> balance_fault(2, Decimal("0.040"))
    """
    if pieces < 0 or carats < 0:
        return "short"
    if bool(pieces) != bool(carats):
        return "residue"
    return None
