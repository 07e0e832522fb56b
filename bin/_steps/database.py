"""Databases together with their filestores: create, copy, rename, drop."""

import contextlib
import os
import shutil

from . import paths, postgres, proc
from .ui import Stop


def environment():
    return {**os.environ, **postgres.environment()}


def call(program, *arguments):
    command = [postgres.program(program), *arguments]
    proc.run(command, "database", env=environment())


def query(sql, database="postgres"):
    """Rows of a query, each a list of strings."""
    command = [
        postgres.program("psql"),
        "-XAtqw",
        "-F",
        "\t",
        "-v",
        "ON_ERROR_STOP=1",
        "-d",
        database,
        "-c",
        sql,
    ]
    lines = proc.output(command, env=environment()).splitlines()
    return [line.split("\t") for line in lines]


def names():
    return {row[0] for row in query("SELECT datname FROM pg_database")}


def exists(name):
    return name in names()


def filestore(name):
    return paths.data_dir() / "filestore" / name


def copy(source, target):
    """A copy is complete as soon as the database exists: files come first.

    Files of a filestore are named by their content and never rewritten, so two
    databases can share them through hard links.
    """
    try:
        _copy(source, target)
    except Stop:
        # The server may have been finishing the copy of a run that was killed.
        _copy(source, target)


def _copy(source, target):
    drop(target)
    copy_files(source, target)
    call("createdb", "--template", source, target)


def copy_files(source, target):
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(target), copy_function=_link)


def drop_files(name):
    shutil.rmtree(filestore(name), ignore_errors=True)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def rename(source, target):
    drop(target)
    if filestore(source).exists():
        filestore(source).rename(filestore(target))
    query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')


def drop(name):
    """Ours are sent away first; `dropdb --force` would stumble over an autovacuum, which is the
    superuser's. Without it the server asks the autovacuum to leave and waits some seconds.
    """
    query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user"
    )
    call("dropdb", "--if-exists", name)
    drop_files(name)


def set_parameter(name, key, value):
    """A system parameter, also of a running Odoo: that is how it hears that its cache is old."""
    query(
        "INSERT INTO ir_config_parameter (key, value, create_uid, write_uid)"
        f" VALUES ('{key}', '{value}', 1, 1)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;"
        " INSERT INTO orm_signaling_stable DEFAULT VALUES",
        name,
    )


def renew_identity(name):
    """Copies of one database must not share what signs their links."""
    query(
        "UPDATE ir_config_parameter SET value = gen_random_uuid()::text"
        " WHERE key IN ('database.secret', 'database.uuid')",
        name,
    )


def commit_durably(name):
    """People's work has to survive a crash of the machine, which our private cluster does not
    promise to test databases.
    """
    query(f'ALTER DATABASE "{name}" SET synchronous_commit = on')


def pretend_demo(name, our_addons, pretend):
    """Say of Odoo's own modules that they have, or have not, their demo data.

    Odoo loads an addon's demo data only where all its dependencies have theirs;
    but a jewellery workshop has no use for Odoo's furniture.
    """
    ours = ", ".join(f"'{addon}'" for addon in our_addons)
    query(
        f"UPDATE ir_module_module SET demo = {pretend}"
        f" WHERE state = 'installed' AND name NOT IN ({ours})",
        name,
    )


@contextlib.contextmanager
def demo_over_core(name, our_addons):
    """Meanwhile addons of ours load their demo data over modules without any."""
    pretend_demo(name, our_addons, True)
    try:
        yield
    finally:
        pretend_demo(name, our_addons, False)
