from contextlib import contextmanager
from unittest.mock import patch

STEPS = ("_fetch", "_apply", "_send", "_settle")


class Killed(BaseException):
    """kill -9: nothing in the code may catch this."""


@contextmanager
def dying_at(handler, step, after=False):
    """Whoever reaches ``step`` of ``handler``, a class of the registry, dies of it.

    :param after: whether the step is done before
    """
    original = getattr(handler, step)

    def deadly(*args):
        if after:
            original(*args)
        raise Killed()

    with patch.object(handler, step, deadly):
        yield
