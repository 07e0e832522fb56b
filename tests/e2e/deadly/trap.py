"""The test's side of the traps: which call kills Odoo, and whether it did."""

import contextlib
import os
from functools import partial
from pathlib import Path

import psutil

from ..servers import eventually
from .startup.sitecustomize import POINTS

STARTUP = Path(__file__).parent / "startup"
SECONDS = 30


class Trap:
    """Kills whoever makes one of ``calls``, once at each point.

    :param folder: shared with Odoo's processes, see :attr:`environment`
    """

    def __init__(self, folder):
        self.folder = folder
        for name in ("set", "sprung"):
            (folder / name).mkdir()
        (folder / "journal").touch()
        self.waiting = []
        self._loaded, self._is_armed = 0, False

    @property
    def environment(self):
        """What Odoo has to be started with."""
        path = os.pathsep.join(filter(None, [str(STARTUP), os.environ.get("PYTHONPATH")]))
        return {"PYTHONPATH": path, "DEADLY_FOLDER": str(self.folder)}

    def load(self, calls):
        """Choose the calls; nobody dies yet."""
        self.waiting = [(call, point) for call in calls for point in POINTS]

    def arm(self):
        """From now on."""
        self._is_armed = True
        for call, point in self.waiting:
            self._loaded += 1
            # Complete at once: a process may look at any moment.
            new = self.folder / "new"
            new.write_text(call, encoding="utf-8")
            new.rename(self.folder / "set" / f"{self._loaded:04}-{point}")

    def disarm(self):
        """Nobody dies any more; :attr:`waiting` is what nobody has died of yet."""
        if not self._is_armed:
            return
        self._is_armed, self.waiting = False, []
        for file in sorted((self.folder / "set").iterdir()):
            with contextlib.suppress(FileNotFoundError):
                call = file.read_text(encoding="utf-8")
                file.unlink()
                self.waiting.append((call, file.name.partition("-")[2]))
        self._check_deaths()

    def _check_deaths(self):
        """Whoever was caught is dead."""
        for file in (self.folder / "sprung").iterdir():
            process = int(file.suffix[1:])
            eventually(partial(_is_gone, process), SECONDS, f"{file.name} is dead")
            file.unlink()

    def journal(self):
        """Calls that Odoo has made since it was started."""
        return set((self.folder / "journal").read_text(encoding="utf-8").splitlines())


def _is_gone(process):
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
