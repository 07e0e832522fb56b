"""The private PostgreSQL cluster of this clone: no port, one socket, one user.

PGHOST in the environment names another server instead; nothing is started then.
"""

import contextlib
import os
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
from pathlib import Path

from . import paths, proc
from .ui import Stop, step

ROLE = "odoo"
SETTINGS = """
# Written by bin/setup. Only the owner of this folder can connect.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 512MB
max_wal_size = 4GB
checkpoint_timeout = 20min
# Nobody replicates this cluster.
wal_level = minimal
max_wal_senders = 0
# Compiling Odoo's many small queries costs more than it brings.
jit = off
# A crash of the machine may take the last moments of a test database, never its
# consistency. The database of bin/run switches this back on for itself.
synchronous_commit = off
log_timezone = 'UTC'
timezone = 'UTC'
"""

# One statement a line. New databases are copied from template1 and so have the
# extensions that Odoo's search uses; its indexes want an immutable unaccent().
FIRST_STATEMENTS = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB
CREATE EXTENSION pg_trgm
CREATE EXTENSION unaccent
ALTER FUNCTION unaccent(text) IMMUTABLE
"""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def external():
    return bool(os.environ.get("PGHOST"))


def installed():
    return external() or bool(_versions())


def _versions():
    """Folders of server programs, newest first."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return sorted((path.parent for path in found), key=_major, reverse=True)


def _major(folder):
    return int(folder.parent.name)


def environment():
    """Variables by which libpq, and so Odoo, finds the server."""
    if external():
        return {}
    return {
        "PGHOST": str(_socket_folder()),
        "PGUSER": ROLE,
        "PGPORT": "5432",
        "PGDATABASE_TEMPLATE": "template1",
    }


def program(name):
    """A client program of PostgreSQL, such as psql or createdb."""
    if external():
        return shutil.which(name) or name
    return str(_bin() / name)


def server_program(name):
    """A program of the server, such as initdb or pg_basebackup."""
    return _bin() / name


def _bin():
    """Folder of the server programs that fit the cluster."""
    versions = _versions()
    if not versions:
        raise Stop("PostgreSQL's server programs are missing: run bin/setup")
    version = _data() / "PG_VERSION"
    if not version.exists():
        return versions[0]
    wanted = int(version.read_text(encoding="utf-8"))
    for folder in versions:
        if _major(folder) == wanted:
            return folder
    raise Stop(
        f"the cluster in {_data()} is of PostgreSQL {wanted}, which is not installed: "
        f"install postgresql-{wanted}, or delete all data of this clone with bin/setup --remove"
    )


# PostgreSQL refuses to run as root, so root starts it as user postgres, who may be
# unable to reach this clone. The cluster then lives in that user's own home.


def run_as_server(command, **options):
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    proc.run(command, "postgres", cwd="/", **options)


def _home():
    if os.geteuid() != 0 or _postgres_can_enter(paths.REPO):
        return paths.LOCAL / "postgres"
    return Path("/var/lib/postgresql") / f"jewel-{paths.clone_id()}"


def _postgres_can_enter(folder):
    """May others pass through every folder on the way?"""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (folder, *folder.parents))


def _data():
    return _home() / "data"


def _socket_folder():
    """A socket's path has at most 107 bytes, however deep the clone lies."""
    folder = _home()
    if len(bytes(folder)) < 80:
        return folder
    return Path(tempfile.gettempdir()) / f"jewel-{os.geteuid()}-{paths.clone_id()}"


def running():
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(_socket_folder() / ".s.PGSQL.5432"))
        except OSError:
            return False
    return True


def ensure():
    """The cluster exists and answers."""
    if external():
        if subprocess.run([program("pg_isready"), "-q"], check=False).returncode:
            raise Stop(f"no PostgreSQL answers at PGHOST={os.environ['PGHOST']}")
        return
    if running():
        return
    with proc.lock(paths.local("postgres.lock")):
        if running():
            return
        if not (_data() / "PG_VERSION").exists():
            with step("PostgreSQL: new private cluster"):
                _create()
        with step("PostgreSQL: start"):
            _start()


def make_folder(folder):
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    elif folder.stat().st_uid != os.geteuid():
        raise Stop(f"{folder} belongs to another user: remove it")
    folder.chmod(0o700)


def _create():
    """Make the cluster under another name: what is called `data` is complete."""
    make_folder(_home())
    unfinished = _home() / "data.new"
    run_as_server(["rm", "-rf", unfinished])
    names = ["--username", "postgres", "--auth", "trust"]
    locale = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--lc-collate", "C"]
    run_as_server([server_program("initdb"), "--pgdata", unfinished, *names, *locale])
    settings = ["tee", "-a", unfinished / "postgresql.conf"]
    run_as_server(settings, input=SETTINGS.encode())
    # A server for one session, which no other program can reach.
    single = [server_program("postgres"), "--single", "-D", unfinished, "template1"]
    run_as_server(single, input=FIRST_STATEMENTS.encode())
    run_as_server(["mv", unfinished, _data()])


def _pg_ctl(action, *arguments, **options):
    command = [server_program("pg_ctl"), action, "-s", "-D", _data(), *arguments]
    run_as_server(command, **options)


def _start():
    make_folder(_home())
    make_folder(_socket_folder())
    # Of a cluster whose folder was deleted under it, a server may be left that took
    # the new one's socket away when it noticed.
    with contextlib.suppress(Stop):
        _pg_ctl("stop", "-m", "fast")
    place = f"-k {shlex.quote(str(_socket_folder()))}"
    options = ["-w", "-t", "60", "-l", _home() / "server.log", "-o", place]
    _pg_ctl("start", *options, detached=True)


def stop():
    if not external() and running():
        _pg_ctl("stop", "-m", "fast")


def unused():
    """Is nobody connected?"""
    command = [program("psql"), "-XAtc", _OTHERS, "postgres"]
    return proc.output(command, env={**os.environ, **environment()}).strip() == "0"


def remove():
    """Stop the cluster and delete it with all its databases."""
    if not external():
        stop()
        shutil.rmtree(_home(), ignore_errors=True)
