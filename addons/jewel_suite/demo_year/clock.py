"""The time of day in which the addons believe while the year is played."""

from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time

_MOSCOW = timedelta(hours=3)


def to_utc(moment):
    """A moment of Moscow as the database keeps it."""
    return moment - _MOSCOW


def to_moscow(moment):
    return moment + _MOSCOW


@contextmanager
def clock(cr):
    """Inside, the process and the columns of Odoo that say who wrote when go by this clock.

    :return: a function that sets it to a moment of Moscow
    """
    with freeze_time() as frozen:

        def move(moment):
            frozen.move_to(to_utc(moment))
            cr._now = to_utc(moment)  # what `create_date` and `write_date` are filled with

        try:
            yield move
        finally:
            cr._now = None
