"""One archive of a database, its files and the configuration, while Odoo goes on working."""

import contextlib
import datetime
import os
import re
import subprocess

from . import archive, database, disk, odoo, paths, postgres, proc
from .ui import Stop, say, step

_KEEP_FILES = """
SET idle_in_transaction_session_timeout = 0;
BEGIN; LOCK TABLE ir_attachment IN ROW EXCLUSIVE MODE;
\\echo kept
"""
_STORED_FILES = (
    "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL ORDER BY 1"
)


def make(name, folder, keep=None):
    """Path of a new, complete archive in ``folder``.

    :param keep: how many archives of this database stay, the newest; None: all
    """
    if not database.exists(name):
        raise Stop(f"there is no database {name}: give the name of one that there is")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with proc.lock(folder / ".lock"):
        disk.require(folder, _gibibytes(name))
        now = datetime.datetime.now(datetime.timezone.utc)
        path = folder / f"{name}_{now:%Y-%m-%d_%H%M%S}.zip"
        with disk.workplace(folder / ".unfinished") as work:
            unfinished = work / path.name
            _fill(name, unfinished)
            with step("Backup: read again, every byte"):
                archive.check(unfinished)
            archive.finish(unfinished, path)
        database.set_parameter(name, "jewel.last_backup", f"{now:%Y-%m-%d %H:%M:%S}")
        if keep is not None:
            for older in archives(name, folder)[:-keep]:
                older.unlink()
    return path


def archives(name, folder):
    """Complete archives of a database, the oldest first."""
    wanted = re.compile(rf"{re.escape(name)}_\d{{4}}-\d\d-\d\d_\d{{6}}\.zip")
    return sorted(path for path in folder.iterdir() if wanted.fullmatch(path.name))


def _gibibytes(name):
    """What the dump as text, its zip and the files may take, rounded up."""
    [[size]] = database.query(f"SELECT pg_database_size('{name}')")
    files = sum(path.stat().st_size for path in database.filestore(name).rglob("*"))
    return (2 * int(size) + files) // 1024**3 + 1


def _fill(name, path):
    """The files come after the dump: one too many does no harm, a missing one does.

    Odoo's own dump takes them the other way round, so it is asked for the database only.
    """
    path.touch(mode=0o600)
    with files_kept(name):
        with step("Backup: database"):
            # Not to /tmp, which may be small.
            command = odoo.command("db", "dump", "--no-filestore", name, path)
            environment = {**odoo.developer_environment(), "TMPDIR": str(path.parent)}
            proc.run(command, "backup", env=environment)
        with step("Backup: files"):
            archive.add_files(path, database.filestore(name), paths.config())
            _tell_missing_files(name)


@contextlib.contextmanager
def files_kept(name):
    """Meanwhile Odoo's nightly cleaning deletes no file that is already in the dump.

    Before it deletes it wants a lock on the attachments that this one keeps from it; after ten
    seconds it leaves the work to the next night. Nobody else notices.
    """
    command = [postgres.program("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", name]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **postgres.environment()},
    ) as session:
        session.stdin.write(_KEEP_FILES)
        session.stdin.flush()
        if session.stdout.readline() != "kept\n":
            raise Stop(f"database {name} has no attachments: give the name of one of Odoo's")
        yield


def _tell_missing_files(name):
    """What was lost before is no reason to keep the rest from being saved."""
    stored = [row[0] for row in database.query(_STORED_FILES, name)]
    missing = [file for file in stored if not (database.filestore(name) / file).exists()]
    if missing:
        say(
            f"{len(missing)} files of attachments were not in {database.filestore(name)} "
            f"(the first: {missing[0]}): look for them in older archives"
        )
