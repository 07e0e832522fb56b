"""pytest in Odoo's environment, on a database of its own."""

import contextlib
import os
import re
import subprocess
from pathlib import Path

from . import database, nginx, odoo, paths, templates, venv
from .ui import step

# Databases of a run bear the number of its process: test_1234, test_1234-gw0.
_OF_A_RUN = re.compile(r"test_(\d+)([-_]\w+)?")
MOST_PROCESSES = 4
GRACE_SECONDS = 20


def command(name, arguments):
    """pytest on the database ``name``."""
    return [
        str(venv.python()),
        "-m",
        "pytest",
        f"--odoo-config={paths.REPO / 'odoo.conf'}",
        f"--odoo-database={name}",
        "--odoo-http",
        *map(str, arguments),
    ]


def environment(name):
    """Environment of ``command``."""
    return {
        **odoo.developer_environment(),
        # A request of a test has no cookie at first: exactly one database is visible.
        "ODOO_DBFILTER": f"^{name}$",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(paths.local("hypothesis")),
    }


def run_here(name, arguments):
    """Exit status of pytest on a database that exists."""
    process = subprocess.Popen(command(name, arguments), cwd=paths.REPO, env=environment(name))
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Ctrl-C has reached pytest as well, which ends in its own good order; a
        # signal to this process alone has not.
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(GRACE_SECONDS)
        process.terminate()
        return process.wait()


def run_on_copy(arguments):
    """Exit status of pytest on a fresh copy of the tests' template."""
    template = templates.ensure_suite()
    drop_leftovers()
    name = f"test_{os.getpid()}"
    with step(f"Database {name}"):
        database.copy(template, name)
    try:
        return run_here(name, arguments)
    finally:
        database.drop(name)


def run_everything():
    """The whole suite, on several processors at a time."""
    templates.ensure_suite()
    # Made here rather than by the first story that wants it: its progress shows.
    templates.ensure_demo()
    nginx.ensure()
    arguments = ["--write-capabilities", "--durations=10"]
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if processes > 1:
        arguments += ["-n", str(processes), "--dist", "loadscope", "--no-loadscope-reorder"]
    return run_on_copy(arguments)


def drop_leftovers():
    """Databases of runs that were killed."""
    for name in database.names():
        match = _OF_A_RUN.fullmatch(name)
        if match and not Path("/proc", match[1]).exists():
            database.drop(name)
