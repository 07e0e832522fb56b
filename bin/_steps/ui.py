"""What the user sees: progress lines with times, and failures in one line."""

import errno
import signal
import sys
import threading
import time
import traceback

from . import paths

_STARTED = time.monotonic()


class Stop(Exception):
    """Work cannot go on; the text says what happened and what to do."""


def say(text):
    print(f"[{_clock(time.monotonic() - _STARTED)}] {text}", flush=True)


def _clock(seconds):
    return f"{int(seconds) // 60:d}:{int(seconds) % 60:02d}"


class step:
    """Progress line of one piece of work: title, a dot every 5 s, duration."""

    def __init__(self, title):
        self.title = title

    def __enter__(self):
        self._began = time.monotonic()
        clock = _clock(self._began - _STARTED)
        print(f"[{clock}] {self.title} ", end="", flush=True)
        self._finished = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()
        return self

    def _tick(self):
        while not self._finished.wait(5):
            print(".", end="", flush=True)

    def __exit__(self, kind, value, trace):
        self._finished.set()
        self._ticker.join()
        took = time.monotonic() - self._began
        print(f" {took:.1f} s" if kind is None else " failed", flush=True)


def main(function):
    """Run an executable's main function; every failure ends in one line."""
    name = f"bin/{paths.program()}"
    # Names of people are Russian, which not every terminal can show.
    sys.stdout.reconfigure(errors="replace")
    # Being told to end is the same as Ctrl-C: leave nothing half done.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(function(sys.argv[1:]))
    except Stop as stop:
        sys.exit(f"{name}: {stop}")
    except KeyboardInterrupt:
        print(file=sys.stderr)
        print(f"{name}: interrupted; start it again to go on", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit(f"{name}: the disk is full; free some space and start again")
        if error.errno in (errno.EACCES, errno.EROFS):
            sys.exit(f"{name}: cannot write {error.filename}: {error.strerror}")
        _unexpected(name, error)
    except Exception as error:
        _unexpected(name, error)


def _unexpected(name, error):
    log = paths.log("error")
    with log.open("a", encoding="utf-8") as stream:
        traceback.print_exc(file=stream)
    sys.exit(f"{name}: unexpected {type(error).__name__}: {error} (details: {log})")
