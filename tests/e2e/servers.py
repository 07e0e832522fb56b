"""Odoo as processes of its own: started, killed and started again by a test."""

import os
import re
import signal
import subprocess
import time

import requests

from _steps import odoo, paths, venv

from .rpc import OdooUser

# Warnings of a healthy day: from Odoo itself refusals that the user was told of, two of its
# processes that note at once that somebody is online, or build the same bundle, a browser that
# leaves while its web socket is being opened, its use of a deprecated queue. And ours: a request
# that was slow, as many are on a busy machine.
_EXPECTED = (
    " odoo.http: ",
    " odoo.addons.bus.",
    '"mail_presence"',
    "DELETE FROM ir_attachment",
    'DELETE FROM "ir_attachment"',
    " longpolling: ",
    " py.warnings: ",
    " jewel.request: ",
)
_FIRST = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")
# The last line of a traceback, or what PostgreSQL says.
_ERROR = re.compile(r"(ERROR|[\w.]+\.[A-Z]\w+|[A-Z]\w*Error): ")


class OdooServer:
    """Odoo with two HTTP workers and its cron workers behind a front door, as in production.

    :param database: name of an existing database
    :param log: path of the file that gets the server's log
    :param environment: more variables of its environment
    :param options: more settings by their names in odoo.conf
    :ivar ports: for pages and for live updates, behind the front door
    """

    def __init__(self, database, log, environment=None, **options):
        self.database = database
        self.log = log
        self.environment = environment or {}
        self.options = options
        self.port = odoo.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ports = ()
        self.processes = []

    def start(self):
        self.ports = pages, sockets = odoo.free_port(), odoo.free_port()
        environment = odoo.environment(
            db_name=self.database,
            dbfilter=f"^{self.database}$",
            http_port=pages,
            gevent_port=sockets,
            workers=2,
            max_cron_threads=2,
            **self.options,
        )
        environment.update(self.environment)
        door = [
            venv.python(),
            paths.REPO / "bin/_steps/front_door.py",
            "127.0.0.1",
            self.port,
            pages,
            sockets,
        ]
        with open(self.log, "ab") as stream:
            self.processes = [
                subprocess.Popen(
                    list(map(str, command)),
                    env=environment,
                    stdout=stream,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                for command in (odoo.command("server"), door)
            ]
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self, seconds=90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(f"Odoo did not start, see {self.log}")

    def kill(self):
        """`kill -9` of Odoo's master and all its workers at once, and of the front door."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes = []

    def stop(self):
        for process in self.processes:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes = []

    def revive(self):
        """Start Odoo again if it has ended, as systemd does with ``Restart=always``."""
        if self.processes[0].poll() is not None:
            self.stop()
            self.start()

    def user(self, login):
        return OdooUser(self.url, self.database, login)

    def shell(self, script):
        """Run a script in a shell of Odoo beside the running server."""
        odoo.shell(self.database, script, "test-shell")

    def complaints(self):
        """Lines of the log that a healthy server does not write, each with the error it tells of.

        A query that lost a race is none, nor the job of that query: Odoo runs both again.
        """
        with open(self.log, encoding="utf-8", errors="replace") as stream:
            entries = _entries(stream)
        return [
            f"{line} … {error}" if error else line
            for line, error in entries
            if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL"))
            and not any(words in line for words in _EXPECTED)
            and "could not serialize access" not in error
        ]


def _entries(stream):
    """[(first line, the line of an error that follows or ""), ...] of a log."""
    entries = []
    for line in map(str.rstrip, stream):
        if _FIRST.match(line) or not entries:
            entries.append((line, ""))
        elif _ERROR.match(line):
            entries[-1] = (entries[-1][0], line)
    return entries


def eventually(check, seconds, what):
    """Wait until `check()` is true, return its value and the seconds it took."""
    start = time.monotonic()
    while True:
        value = check()
        took = time.monotonic() - start
        if value:
            return value, took
        if took > seconds:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.1)
