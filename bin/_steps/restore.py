"""A database, its files and configuration from an archive of bin/backup.

Nothing that there is gets touched before all of the archive is in the server under another name;
then one transaction gives the new database the old one's name. Killed at any moment, either the
old database or the new one is there, with all its files, and the next run begins anew.

`odoo db load` is not used: it takes no notice of what psql could not do, and it gives the database
a new secret, with which links that were signed before no longer work.
"""

import os
import re
from contextlib import suppress

from . import archive, database, disk, odoo, paths, proc
from .ui import Stop, say, step

# Comments on what belongs to the server's superuser; nobody else may repeat them.
_FOREIGN_COMMENT = re.compile(rb"COMMENT ON (EXTENSION|SCHEMA) ")
# What Odoo gives a new database, where it may: template1 of a server may have it already.
_EXTENSIONS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    "ALTER FUNCTION unaccent(text) IMMUTABLE",
)


def restore(path, name=None, replace=False, neutralize=False):
    """Name of the database that was made from the archive.

    :param name: of the database; None: the name that it had, with ``_copy`` for a neutralised one
    :param replace: take the place of a database that there is
    :param neutralize: make a copy that can speak to nobody, see `odoo neutralize`
    """
    with step("Restore: check every byte of the archive"):
        manifest = archive.check(path)
    name = name or manifest["db_name"] + ("_copy" if neutralize else "")
    if not re.fullmatch(r"\w[\w.-]{0,50}", name, re.ASCII):
        raise Stop(f"“{name}” is no name for a database: use letters, digits, - and _")
    with proc.lock(paths.local("restore.lock")):
        _check_target(name, replace)
        disk.require(paths.data_dir(), 2 * archive.size(path) // 1024**3 + 1)
        unfinished = f"{name}_restoring"
        with step(f"Restore: database {name}"):
            _load(path, unfinished)
        if neutralize:
            with step("Restore: neutralize"):
                odoo.run("restore", "neutralize", "-d", unfinished)
                database.renew_identity(unfinished)
        with step("Restore: files"):
            _take_place(path, unfinished, name)
    if not neutralize:
        _show_config(path)
    return name


def _check_target(name, replace):
    if not database.exists(name):
        return
    if not replace:
        raise Stop(f"database {name} exists: give another name, or --replace to overwrite it")
    [[users]] = database.query(
        "SELECT count(*) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND backend_type = 'client backend'"
    )
    if users != "0":
        raise Stop(f"database {name} is in use by {users} connections: stop Odoo first")


def _load(path, name):
    """Fill a new database; the first statement that fails is the end."""
    _create(name)
    with disk.workplace(paths.data_dir() / ".restoring") as folder:
        dump = folder / "dump.sql"
        archive.write_dump(path, dump, lambda line: not _FOREIGN_COMMENT.match(line))
        # Thousands of statements need not wait for the disk; the renaming at the end does.
        fast = ["-c", "SET synchronous_commit = off"]
        strict = ["-Xq", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null"]
        database.call("psql", *strict, "-d", name, *fast, "-f", dump)
    # Without figures on its tables the planner would guess through the first morning.
    database.call("vacuumdb", "--analyze-only", "--quiet", name)
    database.commit_durably(name)


def _create(name):
    database.drop(name)
    template = database.environment().get("PGDATABASE_TEMPLATE", "template0")
    collation = ["--lc-collate", "C"] if template == "template0" else []
    database.call("createdb", "--template", template, "--encoding", "UTF8", *collation, name)
    for statement in _EXTENSIONS:
        with suppress(Stop):
            database.query(statement, name)


def _take_place(path, unfinished, name):
    """Files first: they are named by their content, so the new ones join those of the old database.

    Those that only the old one knew go last of all.
    """
    filestore = database.filestore(name)
    before = {file.relative_to(filestore) for file in filestore.rglob("*") if file.is_file()}
    restored = archive.unpack_files(path, filestore)
    os.sync()  # the change of names outlives a power cut, and so must they
    replaced = f"{name}_replaced"
    database.drop(replaced)
    statements = [f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"']
    if database.exists(name):
        statements.insert(0, f'ALTER DATABASE "{name}" RENAME TO "{replaced}"')
    database.query("; ".join(statements))
    database.drop(replaced)
    for file in before - restored:
        (filestore / file).unlink()


def _show_config(path):
    """The configuration here may be right for this machine: a person decides."""
    content = archive.config(path)
    if content and content != paths.config().read_bytes():
        target = paths.local("restored", archive.CONFIG)
        target.unlink(missing_ok=True)
        target.touch(mode=0o600)
        target.write_bytes(content)
        say(f"the archive's {archive.CONFIG} differs from {paths.config()}: it is in {target}")
