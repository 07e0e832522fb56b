"""Injected failures that wait for the requests they are meant for."""

import re
import threading
import uuid
from dataclasses import asdict, dataclass, field


@dataclass
class BaseFault:
    """What the next matching requests get.

    ``kind`` is one of ``KINDS``. With ``after`` the request is carried out first, so the client
    does not know the outcome. ``timeout`` sleeps ``seconds``, then cuts the connection; ``slow``
    sleeps, then answers as usual. The first ``skip`` matching requests pass.
    """

    KINDS = ()

    kind: str
    times: int = 1
    method: str = ""
    path: str = ""  # a regular expression, searched in the path
    after: bool = False
    skip: int = 0
    seconds: float = 30.0
    hits: int = 0
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def __post_init__(self):
        self.kind = str(self.kind)
        if self.kind not in self.KINDS:
            raise ValueError(f"unknown fault: {self.kind}; known: {', '.join(self.KINDS)}")

    def matches(self, method, path):
        """Whether the request is meant."""
        return (not self.method or self.method.upper() == method) and re.search(
            self.path, path
        ) is not None


class Faults:
    """Faults waiting for their requests."""

    def __init__(self, kind):
        self._kind = kind
        self._lock = threading.Lock()
        self._waiting = []

    def add(self, **values):
        """Register a fault; ValueError or TypeError when it makes no sense."""
        fault = self._kind(**values)
        with self._lock:
            self._waiting.append(fault)
        return asdict(fault)

    def clear(self):
        """Forget all faults."""
        with self._lock:
            self._waiting.clear()

    def listing(self):
        """The waiting faults."""
        with self._lock:
            return [asdict(fault) for fault in self._waiting]

    def take(self, method, path):
        """The fault that this request meets, or None."""
        with self._lock:
            for fault in self._waiting:
                if not fault.matches(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.hits += 1
                if fault.hits >= fault.times:
                    self._waiting.remove(fault)
                return fault
        return None
