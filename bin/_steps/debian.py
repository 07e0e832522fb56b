"""Debian packages that the machine itself must have."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from . import postgres, proc
from .ui import Stop, step


def _wanted():
    """(package, is it there?): asked from the files, so any origin will do."""
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return (
        ("postgresql", postgres.installed()),
        ("libpq-dev", bool(shutil.which("pg_config"))),
        ("gcc", bool(shutil.which("gcc"))),
        ("libc6-dev", Path("/usr/include/stdlib.h").exists()),
        ("python3-dev", headers.exists()),
        ("python3-venv", importlib.util.find_spec("ensurepip") is not None),
        ("wkhtmltopdf", bool(shutil.which("wkhtmltopdf"))),
        ("chromium", bool(shutil.which("chromium"))),
        ("libmagic1", bool(list(Path("/usr/lib").glob("*/libmagic.so.1")))),
        # Chromium and wkhtmltopdf need one family with Cyrillic letters each.
        ("fonts-liberation", Path("/usr/share/fonts/truetype/liberation").exists()),
        ("fonts-dejavu-core", Path("/usr/share/fonts/truetype/dejavu").exists()),
        ("ca-certificates", Path("/etc/ssl/certs/ca-certificates.crt").exists()),
    )


def ensure():
    missing = [package for package, there in _wanted() if not there]
    if not missing:
        return
    if not shutil.which("apt-get"):
        raise Stop(f"this is not Debian; install by hand: {', '.join(missing)}, then start again")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    _check_rights(install)
    with step(f"Debian packages: {', '.join(missing)}"):
        # An earlier installation may have been cut off in the middle.
        proc.run(proc.as_root(["dpkg", "--configure", "-a"]), "debian")
        # One broken source of the machine need not be the one that is wanted here.
        with contextlib.suppress(Stop):
            proc.run(proc.as_root(["apt-get", "update"]), "debian")
        command = ["env", "DEBIAN_FRONTEND=noninteractive", *install]
        proc.run(proc.as_root(command), "debian")


def _check_rights(install):
    """Let sudo ask for its password now: later the question would go to a log."""
    if os.geteuid() == 0:
        return
    if shutil.which("sudo"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        if subprocess.run(["sudo", "-n", "true"], **quiet).returncode == 0:
            return
        if sys.stdin.isatty() and subprocess.run(["sudo", "true"], check=False).returncode == 0:
            return
    raise Stop(
        f"administrator rights are needed: let root run '{' '.join(install)}', then start again"
    )
