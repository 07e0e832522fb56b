"""PostgreSQL servers of a test's own: a primary that archives its log, what grows from it."""

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from _steps import backup, postgres, proc, restore
from _steps.ui import Stop

# As docs/operations.md has it, but for the time: nobody waits five minutes in a test.
_ARCHIVING = """
archive_mode = on
archive_library = 'basic_archive'
basic_archive.archive_directory = '{log}'
archive_timeout = 1s
"""
# Servers are killed here, machines are not.
_ALWAYS = """
fsync = off
listen_addresses = ''
max_connections = 100
jit = off
timezone = 'UTC'
"""
# Bytes; of a segment of the log, which is there in full, no more than the beginning can be written.
NO_ROOM = 8192


class Cluster:
    """One server on a socket in a folder of its own, which goes with it."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="jewel-cluster-"))
        self.data = self.home / "data"
        self.archived_log = self.home / "log"
        postgres.make_folder(self.home)
        postgres.make_folder(self.archived_log)

    @classmethod
    def new(cls):
        """A server with the role that Odoo uses, which archives its log."""
        cluster = cls()
        names = ["-U", "postgres", "-A", "trust", "-E", "UTF8"]
        cluster._run("initdb", "--no-sync", "-D", cluster.data, *names)
        cluster._set(_ALWAYS + _ARCHIVING.format(log=cluster.archived_log))
        cluster.start()
        for statement in postgres.FIRST_STATEMENTS.splitlines():
            cluster.query(statement, "template1")
        return cluster

    def standby(self):
        """A running replica that follows this server."""
        other = Cluster()
        self._base_backup(other.data, "--write-recovery-conf")
        other.start()
        return other

    def base(self):
        """A copy of the data that has been checked; a server can be built on it."""
        other = Cluster()
        self._base_backup(other.data)
        self._run("pg_verifybackup", "--quiet", other.data)
        return other

    def recover(self, log, moment):
        """Build a server on this copy with the archived log, as everything was at a moment."""
        self._set(
            f"archive_mode = off\nrestore_command = 'cp {log}/%f %p'\n"
            f"recovery_target_time = '{moment}'\nrecovery_target_action = promote\n"
        )
        postgres.run_as_server(["touch", self.data / "recovery.signal"])
        self.start()

    def _base_backup(self, target, *options):
        place = ["-h", self.home, "-U", "postgres", "--checkpoint", "fast", "--no-sync"]
        self._run("pg_basebackup", *place, "-D", target, *options)

    def _run(self, name, *arguments, **options):
        postgres.run_as_server([postgres.server_program(name), *arguments], **options)

    def _set(self, settings):
        tee = ["tee", "-a", self.data / "postgresql.conf"]
        postgres.run_as_server(tee, input=settings.encode())

    def start(self):
        place = ["-l", self.home / "server.log", "-o", f"-k {self.home}"]
        self._run("pg_ctl", "start", "-s", "-w", "-D", self.data, *place, detached=True)

    def stop(self, mode="fast"):
        """End the server if it runs; ``immediate`` is a crash."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-s", "-m", mode, "-D", self.data)

    def is_running(self):
        return bool(self._processes())

    @contextmanager
    def frozen(self):
        """Nobody answers, nobody refuses: a network that is cut, a disk that hangs."""
        processes = self._processes()
        for process in processes:
            process.suspend()
        try:
            yield
        finally:
            for process in processes:
                process.resume()

    @contextmanager
    def full(self):
        """Nothing can be written, not even the log that is to make good again."""
        self._limit(NO_ROOM)
        try:
            yield
        finally:
            self._limit("unlimited")

    def _limit(self, size):
        for process in self._processes():
            with suppress(Stop):  # a process that has just ended
                limit = ["prlimit", "--pid", str(process.pid), f"--fsize={size}:unlimited"]
                postgres.run_as_server(limit)

    def _processes(self):
        """The main process first."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            main = psutil.Process(number)
            return [main, *main.children()]
        except (FileNotFoundError, psutil.NoSuchProcess):
            return []

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self.home)

    def environment(self):
        """By which libpq, and so Odoo, finds the server."""
        return {"PGHOST": str(self.home), "PGPORT": "5432", "PGUSER": postgres.ROLE}

    def query(self, sql, database="postgres"):
        """Rows of a query of the superuser, each a list of strings."""
        command = [postgres.server_program("psql"), "-XAtq", "-F", "\t", "-d", database, "-c", sql]
        environment = {**os.environ, **self.environment(), "PGUSER": "postgres"}
        return [line.split("\t") for line in proc.output(command, env=environment).splitlines()]


@contextmanager
def moved(database, archives):
    """A server elsewhere with a copy of the database; inside all steps work there."""
    archive = backup.make(database, archives)
    cluster = Cluster.new()
    try:
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in cluster.environment().items():
                patch.setenv(variable, value)
            restore.restore(archive)
            yield cluster
    finally:
        cluster.remove()
