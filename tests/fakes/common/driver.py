"""A stand-in as a process of its own: start, stop, kill, speak to its control interface."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[3]
START_TIMEOUT = 20


class Process:
    """Base of the drivers; ``PROGRAM`` is the module, ``CONTROL`` the path of its control."""

    PROGRAM = ""
    CONTROL = ""

    def __init__(self, base_url, process=None, arguments=()):
        self.base_url = base_url
        self._process = process
        self._arguments = arguments
        self._http = requests.Session()
        self._http.trust_env = False

    @classmethod
    def _launch(cls, arguments, port):
        command = [sys.executable, "-m", cls.PROGRAM, "--port", str(port), *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        line = process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"{cls.PROGRAM} did not start: {line}")
        base_url = line.split()[-1].rstrip("/")
        deadline = time.time() + START_TIMEOUT
        while time.time() < deadline:
            try:
                requests.get(f"{base_url}{cls.CONTROL}/ping", timeout=2)
                return process, base_url
            except requests.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError(f"{cls.PROGRAM} does not answer")

    @property
    def pid(self):
        """The server's process id."""
        return self._process.pid

    def stop(self):
        """End the server; one that was not started here goes on."""
        self._end(signal.SIGTERM)

    def kill(self):
        """``kill -9``."""
        self._end(signal.SIGKILL)

    def _end(self, number):
        if self._process and self._process.poll() is None:
            os.kill(self._process.pid, number)
            self._process.wait(10)
        if self._process:
            self._process.stdout.close()

    def restart(self):
        """Start again on the same port with the same data, after :meth:`stop` or :meth:`kill`."""
        port = int(self.base_url.rsplit(":", 1)[1])
        self._process, self.base_url = self._launch(self._arguments, port)

    def __enter__(self):
        return self

    def __exit__(self, *_details):
        self.stop()

    def _call(self, method, path, data=None, /, **query):
        answer = self._http.request(
            method, f"{self.base_url}{self.CONTROL}/{path}", json=data, params=query, timeout=60
        )
        if not answer.ok:
            raise ValueError(f"{method} {path}: {answer.text}")
        return answer.json()
