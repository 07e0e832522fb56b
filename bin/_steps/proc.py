"""Running other programs: output to a log, failures told in one line."""

import contextlib
import fcntl
import os
import re
import subprocess

from . import paths
from .ui import Stop, say

# What a failed program's output tells about the cause, and the cure.
_SYMPTOMS = (
    (r"No space left on device|disk full", "the disk is full: free some space"),
    (
        r"Could not resolve|Temporary failure|Connection (timed out|refused|failed)"
        r"|Network is unreachable|NameResolutionError|NewConnectionError"
        r"|Failed to fetch|Could not connect|ReadTimeout|ProxyError"
        r"|Max retries exceeded|from versions: none|Unable to connect",
        "a package registry cannot be reached: check network and proxy",
    ),
    (
        r"Could not get lock|is another process using it",
        "another package installation is running: wait for its end",
    ),
    (
        r"must be marked IMMUTABLE",
        "the server's unaccent() is not immutable: prepare its template1 (docs/operations.md)",
    ),
    (
        r"in recovery mode|server closed the connection|terminated by another process",
        "PostgreSQL broke down: read server.log of the cluster",
    ),
)

# Descriptors of held locks. Children inherit them, so that work which outlives a
# killed bin/run still keeps the next one waiting.
_held = []


def run(command, log_name, detached=False, **options):
    """Run to the end; raise Stop with cause and log file when it fails.

    :param detached: the program leaves a server behind, which must neither get
        the terminal's Ctrl-C nor hold our locks
    """
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    log = paths.log(log_name)
    with log.open("ab") as stream:
        stream.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        stream.flush()
        begin = stream.tell()
        result = subprocess.run(
            [str(part) for part in command],
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
            start_new_session=detached,
            pass_fds=() if detached else _held,
            **options,
        )
    if result.returncode:
        with log.open("rb") as stream:
            stream.seek(begin)
            printed = stream.read().decode(errors="replace")
        raise Stop(f"{_cause(command, printed)}, then start again (log: {log})")
    return begin


def _cause(command, printed):
    for pattern, cure in _SYMPTOMS:
        if re.search(pattern, printed):
            return cure
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    return f"'{os.path.basename(str(command[0]))}' failed ({_last_words(lines)}): read the log"


def _last_words(lines):
    for pattern in (r"^[\w.]*(Error|Exception)\b", r"(?i)error|fatal"):
        if found := [line for line in lines if re.search(pattern, line)]:
            return found[-1][:200]
    return lines[-1][:200] if lines else "it printed nothing"


def output(command, **options):
    """Standard output of a program that is expected to succeed."""
    try:
        return subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=True,
            **options,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        detail = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise Stop(f"'{command[0]}' failed: {' '.join(detail[-1:])}") from None


def as_root(command):
    """The command with the rights to change the machine."""
    return command if os.geteuid() == 0 else ["sudo", "-n", *command]


@contextlib.contextmanager
def lock(path):
    """One process at a time; the others say that they wait."""
    with open(path, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another process that holds {path}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        _held.append(handle.fileno())
        try:
            yield
        finally:
            _held.remove(handle.fileno())
