"""Transactions of a worker that talks to the outside: short, none open during a call."""

import logging
import random
import time
from contextlib import contextmanager
from contextvars import ContextVar

from psycopg2 import errors
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

_logger = logging.getLogger(__name__)
_CONCURRENCY = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.UniqueViolation,  # somebody else has just made the same row
)
_TRIES = 5
# Is the step that runs here repeated when it loses a race?
_is_repeated = ContextVar("is_repeated", default=False)
# First key of our advisory locks ("amoC"), the second one is the id of a binding.
_LOCK_SPACE = 0x616D6F43


class _LostRace(logging.Filter):
    """Core writes each failed query into the log as an error; a step that is repeated has none."""

    def filter(self, record):
        error = record.args[-1] if isinstance(record.args, tuple) and record.args else None
        return not (_is_repeated.get() and isinstance(error, _CONCURRENCY))


logging.getLogger("odoo.sql_db").addFilter(_LostRace())


@contextmanager
def separate(env):
    """An environment on its own cursor, committed at the end whatever becomes of the caller's
    transaction.

    READ COMMITTED: who waited for a row lock must see what the winner has written.
    """
    with env.registry.cursor() as cr:
        read_committed(cr)
        yield env(cr=cr)


def read_committed(cr):
    """Let the transaction that begins here see a row that it waited for as it is then."""
    if cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
        cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


def commit(env):
    """End the transaction here: a call follows, or its result must outlive what comes next."""
    env.cr.commit()  # pylint: disable=invalid-commit


def committed(env, step, *args):
    """Result of ``step(*args)``, committed; repeated when another was faster on the same rows."""
    for left in reversed(range(_TRIES)):
        token = _is_repeated.set(left > 0)
        try:
            result = step(*args)
            commit(env)
            return result
        except _CONCURRENCY as error:
            env.cr.rollback()
            if not left:
                raise
            _logger.info("amoCRM: step repeated after %s", type(error).__name__)
        finally:
            _is_repeated.reset(token)
        time.sleep(random.uniform(0.05, 0.3) * (_TRIES - left))  # noqa: S311
    raise AssertionError("unreachable")


@contextmanager
def exclusive(env, numbers):
    """Those of the bindings ``numbers`` on which this worker alone works now.

    Locks of the connection, not of a transaction: they outlast the commits between the steps and
    are gone at once when the process is killed.
    """
    env.cr.execute(
        "SELECT number FROM unnest(%s::int[]) AS number WHERE pg_try_advisory_lock(%s, number)",
        (list(numbers), _LOCK_SPACE),
    )
    taken = [number for [number] in env.cr.fetchall()]
    try:
        yield taken
    finally:
        if taken:
            env.cr.rollback()
            env.cr.execute(
                "SELECT pg_advisory_unlock(%s, number) FROM unnest(%s::int[]) AS number",
                (_LOCK_SPACE, taken),
            )
