"""The running suite: Odoo behind its front door, and the fake amoCRM beside it."""

import http.client
import json
import os
import shutil
import socket
import time

from . import live_database, odoo, paths, venv
from .addresses import amocrm_port, amocrm_url, host, odoo_port, odoo_url, reachable_host
from .background import Background
from .ui import Stop, step

ODOO = Background("odoo")
DOOR = Background("front-door")
AMOCRM = Background("amocrm")
SERVERS = (DOOR, ODOO, AMOCRM)
START_SECONDS = 120
# Written when all of them answer: a start that was cut off is not taken for one.
STATE = paths.local("run", "state.json")


def has_amocrm():
    return (paths.REPO / "tests/fakes/amocrm/__main__.py").exists()


def _state(hashes):
    amocrm = amocrm_url() if has_amocrm() else None
    return {"odoo": odoo_url(), "amocrm": amocrm, "addons": hashes}


def running(hashes):
    """Is everything up and connected, on the wanted ports, with these addons?"""
    if not STATE.exists() or json.loads(STATE.read_text()) != _state(hashes):
        return False
    return DOOR.is_alive() and ODOO.is_alive() and (AMOCRM.is_alive() or not has_amocrm())


def check_ports():
    """Before minutes of work, rather than after."""
    if odoo_port() == amocrm_port():
        raise Stop(
            f"JEWEL_PORT and JEWEL_AMOCRM_PORT are both {odoo_port()}: give two different ports"
        )
    if not DOOR.is_alive():
        _check_port("JEWEL_PORT", odoo_port())
    if has_amocrm() and not AMOCRM.is_alive():
        _check_port("JEWEL_AMOCRM_PORT", amocrm_port())


def _check_port(variable, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host(), port))
        except OSError as error:
            raise Stop(
                f"port {port} cannot be used ({error.strerror}): stop the program that "
                f"has it, or choose another port with {variable}"
            ) from None


def start(hashes):
    stop()
    pages, sockets = odoo.free_port(), odoo.free_port()
    live_database.set_addresses(odoo_url(), f"http://127.0.0.1:{pages}")
    environment = odoo.environment(
        db_name=live_database.NAME,
        dbfilter=f"^{live_database.NAME}$",
        http_port=pages,
        gevent_port=sockets,
    )
    ODOO.start(odoo.command("server"), environment)
    program = paths.REPO / "bin" / "_steps" / "front_door.py"
    DOOR.start([venv.python(), program, host(), odoo_port(), pages, sockets], environment)
    if has_amocrm():
        _start_amocrm()
    with step("Odoo: start"):
        _wait(odoo_port(), "/web/health", (DOOR, ODOO))
    if has_amocrm():
        _connect_amocrm()
    STATE.write_text(json.dumps(_state(hashes)))


def _start_amocrm():
    place = ["--host", host(), "--port", amocrm_port()]
    data = ["--data", paths.local("amocrm", "data.sqlite")]
    oauth = ["--redirect-uri", f"{odoo_url()}/amocrm/oauth"]
    command = [venv.python(), "-m", "tests.fakes.amocrm", *place, *data, *oauth]
    with step("Fake amoCRM: start"):
        AMOCRM.start(command, dict(os.environ))
        _wait(amocrm_port(), "/", (AMOCRM,))


def _wait(port, path, servers):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if _answers(port, path):
            return
        for server in servers:
            server.check()
        time.sleep(0.2)
    raise Stop(
        f"port {port} does not answer after {START_SECONDS} s: "
        f"read {', '.join(str(server.log) for server in servers)}"
    )


def _answers(port, path):
    connection = http.client.HTTPConnection(reachable_host(), port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _connect_amocrm():
    """Tell Odoo where the fake is, and the fake where Odoo is."""
    with step("amoCRM: connect"):
        script = f"""
if "amocrm.account" in env:
    env["amocrm.account"]._demo_connect({amocrm_url()!r}, {odoo_url()!r})
    env.cr.commit()
"""
        odoo.shell(live_database.NAME, script, "amocrm-connect")


def identities():
    """``{server: identity}`` of the servers that run."""
    found = {server: server.identity() for server in SERVERS}
    return {server: identity for server, identity in found.items() if identity}


def taken_over(started):
    """Whether servers run that are not those of ``started``: somebody has started them anew."""
    return not identities().items() <= started.items()


def stop():
    """Names of the servers that were stopped."""
    STATE.unlink(missing_ok=True)
    return [server.name for server in SERVERS if server.stop()]


def remove_data():
    shutil.rmtree(paths.local("amocrm"), ignore_errors=True)
