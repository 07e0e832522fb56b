"""Free space: better a word before the work than a broken database in it."""

import contextlib
import shutil

from .ui import Stop


def require(folder, gibibytes):
    if shutil.disk_usage(folder).free < gibibytes * 1024**3:
        raise Stop(f"less than {gibibytes} GiB free in {folder}: free some space")


@contextlib.contextmanager
def workplace(folder):
    """A folder of this name for secrets that are not complete yet, gone when the work is.

    What a killed run has left in it goes when the next one begins.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
