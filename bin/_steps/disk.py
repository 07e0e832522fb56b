"""Free space: better a word before the work than a broken database in it."""

import shutil

from .ui import Stop


def require(folder, gibibytes):
    if shutil.disk_usage(folder).free < gibibytes * 1024**3:
        raise Stop(f"less than {gibibytes} GiB free in {folder}: free some space")
