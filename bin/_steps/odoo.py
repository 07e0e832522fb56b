"""Odoo's command line in this environment."""

import os
import socket
from pathlib import Path

from . import odoo_source, paths, postgres, proc, venv

SCRIPTS = Path(__file__).parent / "shell_scripts"


def environment(**options):
    """Environment in which Odoo runs from this clone.

    Odoo reads the options of its configuration from ODOO_<OPTION> too, which
    wins over odoo.conf and loses against the command line. The database's name
    is the exception: it comes from PGDATABASE.

    :param options: settings by their names in odoo.conf
    """
    values = {
        **os.environ,
        **postgres.environment(),
        "ODOO_RC": str(paths.config()),
        "ODOO_ADDONS_PATH": os.environ.get("ODOO_ADDONS_PATH") or str(paths.ADDONS),
        "ODOO_DATA_DIR": str(paths.data_dir()),
        "ODOO_PROXY_MODE": "False",
        "PATH": f"{venv.python().parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }
    if "db_name" in options:
        values["PGDATABASE"] = options.pop("db_name")
    values.update({f"ODOO_{key.upper()}": str(value) for key, value in options.items()})
    return values


def developer_environment():
    """One process that serves nobody else: free port, no workers, no crons."""
    options = {"workers": 0, "max_cron_threads": 0, "dbfilter": ""}
    if "ODOO_HTTP_PORT" not in os.environ:
        options["http_port"] = free_port()
    return environment(**options)


def command(*arguments):
    """Odoo's command line.

    It starts by a script, not by `-m odoo`: Odoo starts its process for web
    sockets by the same first word. The word "server" means the same as none, but
    that process would take it for an argument.
    """
    if arguments[:1] == ("server",):
        arguments = arguments[1:]
    return [str(venv.python()), str(odoo_source.launcher()), *map(str, arguments)]


def run(log_name, *arguments, **options):
    return proc.run(command(*arguments), log_name, env=developer_environment(), **options)


def shell(database, script, log_name):
    """Run a script in a shell of Odoo; its failure is the command's failure."""
    run(log_name, "shell", "-d", database, "--no-http", input=script.encode())


def shell_output(database, script):
    """What a script prints in a shell of Odoo."""
    arguments = ("shell", "-d", database, "--no-http", "--log-level", "error")
    return proc.output(command(*arguments), env=developer_environment(), input=script)


def shell_scripts():
    return sorted(SCRIPTS.glob("*.py"))


def run_script(database, name, log_name):
    """Run a file of shell_scripts/ in a shell of Odoo."""
    shell(database, (SCRIPTS / name).read_text(encoding="utf-8"), log_name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
