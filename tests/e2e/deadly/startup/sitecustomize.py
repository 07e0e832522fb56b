"""Odoo as a victim: Python runs this at its start where PYTHONPATH names this folder.

Every HTTP request of every library goes through `http.client`. Each is noted in the journal of the
folder DEADLY_FOLDER; one for which a trap is set there kills its own process, as `kill -9` does:

    before    nothing has left yet
    between   the other side has worked and answers, nobody reads it
    after     the answer was read, what came of it is about to be committed
"""

import http.client
import os
import re
import select
import signal
from pathlib import Path
from urllib.parse import unquote

POINTS = ("before", "between", "after")
PATIENCE = 30
_UUID = re.compile(r"(rt-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")
# Lists that are asked in another way answer another question.
_WAYS = {
    "filter[id]": "?id",
    "filter[entity_id]": "?owner",
    "query": "?search",
    "filter[custom_fields_values]": "?search",
}


def normal(method, url):
    """A call without what differs from one time to the next.

    >>> normal("GET", "/api/v4/leads/77/notes?limit=250&page=1")
    'GET /api/v4/leads/ID/notes'
    >>> normal("GET", "/api/v4/leads?filter%5Bid%5D%5B%5D=77")
    'GET /api/v4/leads?id'
    """
    path, _mark, query = url.partition("?")
    if path.startswith("/download/"):
        return f"{method} /download/…"
    query = unquote(query)
    way = next((way for key, way in _WAYS.items() if f"&{key}" in f"&{query}"), "")
    return f"{method} {_NUMBER.sub('ID', _UUID.sub('ID', path))}{way}"


class Victim:
    """This process; ``folder`` is shared with the test."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def note(self, call):
        with open(self.folder / "journal", "a", encoding="utf-8") as journal:
            journal.write(f"{call}\n")

    def take(self, call):
        """The point at which this request has to die, or None. A trap catches one process only."""
        for trap in sorted((self.folder / "set").iterdir()):
            try:
                if trap.read_text(encoding="utf-8") == call:
                    trap.rename(self.folder / "sprung" / f"{trap.name}.{os.getpid()}")
                    return trap.name.partition("-")[2]
            except FileNotFoundError:  # another process was caught
                continue
        return None


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_commit():
    """Not at that of a transaction begun after the answer: the log of calls has its own."""
    from odoo.sql_db import Cursor

    begin, commit = Cursor.__init__, Cursor.commit

    def __init__(cursor, *args, **options):
        begin(cursor, *args, **options)
        cursor.began_after = True

    def commit_or_die(cursor):
        if "began_after" not in vars(cursor):
            cursor.flush()
            die()
        commit(cursor)

    Cursor.__init__, Cursor.commit = __init__, commit_or_die


def install(victim):
    connection = http.client.HTTPConnection
    putrequest, getresponse = connection.putrequest, connection.getresponse

    def put(self, method, url, *args, **options):
        call = normal(method, url)
        victim.note(call)
        self.dies = victim.take(call)
        if self.dies == "before":
            die()
        return putrequest(self, method, url, *args, **options)

    def get(self, *args, **options):
        if self.dies == "between":
            select.select([self.sock], [], [], PATIENCE)
            die()
        answer = getresponse(self, *args, **options)
        if self.dies == "after":
            die_at_commit()
        return answer

    connection.putrequest, connection.getresponse = put, get


if "DEADLY_FOLDER" in os.environ:
    install(Victim(os.environ["DEADLY_FOLDER"]))
