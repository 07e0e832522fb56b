"""Server processes of this clone: started detached, found again, stopped.

What was started is noted in .local/run/NAME.json with the process's start time,
so that a number which the system has given to another program since is never
mistaken for ours.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from . import paths
from .ui import Stop

GRACE_SECONDS = 15


class Background:
    def __init__(self, name):
        self.name = name
        self.note = paths.local("run", f"{name}.json")
        self.log = paths.log(name)

    def start(self, command, env):
        if self.log.exists():
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as stream:
            process = subprocess.Popen(
                list(map(str, command)),
                env=env,
                cwd=paths.REPO,
                stdout=stream,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        content = {"pid": process.pid, "started": _started(process.pid)}
        unfinished = self.note.with_suffix(".new")
        unfinished.write_text(json.dumps(content), encoding="utf-8")
        unfinished.rename(self.note)

    def identity(self):
        """What tells the running process from any started later; None when there is none."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        alive = note["started"] and _started(note["pid"]) == note["started"]
        return (note["pid"], note["started"]) if alive else None

    def is_alive(self):
        return self.identity() is not None

    def check(self):
        """Complain if the process has ended."""
        if not self.is_alive():
            raise Stop(f"{self.name} ended by itself: {self._last_words()}")

    def _last_words(self):
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        words = next((line for line in reversed(lines) if line.strip()), "no output")
        return f"{words.strip()[:200]} (log: {self.log})"

    def stop(self):
        """End the process and its children; true if there was one."""
        identity = self.identity()
        if not identity:
            self.note.unlink(missing_ok=True)
            return False
        pid = identity[0]
        _send(os.kill, pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while self.is_alive():
            if time.monotonic() > deadline:
                # Each of our servers leads a process group of its own.
                _send(os.killpg, pid, signal.SIGKILL)
                break
            time.sleep(0.1)
        self.note.unlink(missing_ok=True)
        return True


def _send(function, pid, number):
    with contextlib.suppress(ProcessLookupError):
        function(pid, number)


def _started(pid):
    """Start time of a living process in clock ticks since boot, None if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The program's name may hold blanks and brackets; it ends with the last one.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state == "Z" else int(fields[18])
