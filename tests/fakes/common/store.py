"""Documents in memory, written through to sqlite, so that ``kill -9`` loses nothing.

A document is a dict with an ``id``; documents of one kind live in one mapping.
Reading is from memory; every outermost transaction ends in one sqlite commit.
"""

import copy
import json
import sqlite3
import threading
from contextlib import contextmanager

SCHEMA = """
CREATE TABLE IF NOT EXISTS doc (kind TEXT, id TEXT, body TEXT, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS seq (name TEXT PRIMARY KEY, value INTEGER);
CREATE TABLE IF NOT EXISTS blob (name TEXT, part INTEGER, data BLOB, PRIMARY KEY (name, part));
CREATE TABLE IF NOT EXISTS journal (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT);
"""


class Store:
    """All state of the fake; :attr:`lock` guards it."""

    def __init__(self, path=None):
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)
        self._docs = {}
        self._undo = []
        self._dirty = set()
        self._depth = 0
        for kind, body in self._db.execute("SELECT kind, body FROM doc"):
            doc = json.loads(body)
            self._kind(kind)[doc["id"]] = doc
        self._seq = dict(self._db.execute("SELECT name, value FROM seq"))

    def _kind(self, kind):
        return self._docs.setdefault(kind, {})

    @contextmanager
    def transaction(self):
        """All or nothing; nested transactions join the outermost one."""
        with self.lock:
            self._depth += 1
            try:
                yield self
            except BaseException:
                self._depth -= 1
                if not self._depth:
                    self._roll_back()
                raise
            self._depth -= 1
            if not self._depth:
                self._commit()

    def _roll_back(self):
        for kind, key, old in reversed(self._undo):
            if old is None:
                self._kind(kind).pop(key, None)
            else:
                self._kind(kind)[key] = old
        self._undo.clear()
        self._dirty.clear()
        self._db.rollback()

    def _commit(self):
        for kind, key in self._dirty:
            doc = self._kind(kind).get(key)
            if doc is None:
                self._db.execute("DELETE FROM doc WHERE kind = ? AND id = ?", (kind, str(key)))
            else:
                self._db.execute(
                    "INSERT OR REPLACE INTO doc VALUES (?, ?, ?)",
                    (kind, str(key), json.dumps(doc, ensure_ascii=False)),
                )
        self._undo.clear()
        self._dirty.clear()
        self._db.commit()

    # Documents

    def get(self, kind, key):
        """A private copy of the document, or None."""
        with self.lock:
            return copy.deepcopy(self._kind(kind).get(key))

    def all(self, kind):
        """The documents of a kind, oldest first; shared, so never change them."""
        with self.lock:
            return list(self._kind(kind).values())

    def put(self, kind, doc):
        """Add or replace a document; call inside a transaction."""
        with self.transaction():
            key = doc["id"]
            self._undo.append((kind, key, self._kind(kind).get(key)))
            self._dirty.add((kind, key))
            self._kind(kind)[key] = copy.deepcopy(doc)
        return doc

    def remove(self, kind, key):
        """Forget a document."""
        with self.transaction():
            self._undo.append((kind, key, self._kind(kind).get(key)))
            self._dirty.add((kind, key))
            self._kind(kind).pop(key, None)

    def kinds(self):
        """Names of the kinds of documents there are."""
        return list(self._docs)

    def clear(self, kinds):
        """Forget all documents of ``kinds``; sequences stay, ids are never reused."""
        with self.transaction():
            for kind in kinds:
                for key in list(self._kind(kind)):
                    self.remove(kind, key)

    def next_id(self, name, start=1):
        """The next number of a sequence; a number is given out once, for ever."""
        with self.transaction():
            value = max(self._seq.get(name, 0) + 1, start)
            self._seq[name] = value
            self._db.execute("INSERT OR REPLACE INTO seq VALUES (?, ?)", (name, value))
            return value

    # File contents

    def add_blob_part(self, name, data):
        """Append bytes to a blob; return its size so far."""
        with self.transaction():
            count, size = self._db.execute(
                "SELECT count(*), coalesce(sum(length(data)), 0) FROM blob WHERE name = ?", (name,)
            ).fetchone()
            self._db.execute("INSERT INTO blob VALUES (?, ?, ?)", (name, count, data))
            return size + len(data)

    def rename_blob(self, name, new_name):
        """Give a finished upload the name of its file version."""
        with self.transaction():
            self._db.execute("UPDATE blob SET name = ? WHERE name = ?", (new_name, name))

    def read_blob(self, name):
        """The whole blob."""
        with self.lock:
            rows = self._db.execute("SELECT data FROM blob WHERE name = ? ORDER BY part", (name,))
            return b"".join(data for (data,) in rows)

    # Journal

    def add_journal(self, entry):
        """Write one journal entry at once: it must outlive the request's own rollback."""
        with self.lock:
            body = json.dumps(entry, ensure_ascii=False)
            entry["id"] = self._db.execute(
                "INSERT INTO journal (body) VALUES (?)", (body,)
            ).lastrowid
            if not self._depth:
                self._db.commit()
            return entry

    def read_journal(self, after=0):
        """Journal entries with an id above ``after``, oldest first."""
        with self.lock:
            rows = self._db.execute(
                "SELECT id, body FROM journal WHERE id > ? ORDER BY id", (after,)
            )
            return [dict(json.loads(body), id=key) for key, body in rows]

    def clear_journal(self):
        """Empty the journal; entry ids go on."""
        with self.transaction():
            self._db.execute("DELETE FROM journal")

    def clear_blobs(self):
        """Forget all file contents."""
        with self.transaction():
            self._db.execute("DELETE FROM blob")
