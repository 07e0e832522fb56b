"""The running suite: Odoo behind its front door, the fake amoCRM and YooKassa beside it."""

import http.client
import json
import os
import shutil
import socket
import time

from . import addons, live_database, odoo, paths, venv
from .addresses import (
    amocrm_port,
    amocrm_url,
    host,
    odoo_port,
    odoo_url,
    reachable_host,
    yookassa_port,
    yookassa_url,
)
from .background import Background
from .ui import Stop, step

ODOO = Background("odoo")
DOOR = Background("front-door")
AMOCRM = Background("amocrm")
YOOKASSA = Background("yookassa")
SERVERS = (DOOR, ODOO, AMOCRM, YOOKASSA)
START_SECONDS = 120
# Written when all of them answer: a start that was cut off is not taken for one.
STATE = paths.local("run", "state.json")


def has_amocrm():
    return (paths.REPO / "tests/fakes/amocrm/__main__.py").exists()


def has_yookassa():
    return (paths.REPO / "tests/fakes/yookassa/__main__.py").exists()


def _state(hashes):
    amocrm = amocrm_url() if has_amocrm() else None
    yookassa = yookassa_url() if has_yookassa() else None
    return {"odoo": odoo_url(), "amocrm": amocrm, "yookassa": yookassa, "addons": hashes}


def running(hashes):
    """Is everything up and connected, on the wanted ports, with these addons?"""
    if not STATE.exists() or json.loads(STATE.read_text()) != _state(hashes):
        return False
    wanted = [DOOR, ODOO]
    wanted += [AMOCRM] if has_amocrm() else []
    wanted += [YOOKASSA] if has_yookassa() else []
    return all(server.is_alive() for server in wanted)


def check_ports():
    """Before minutes of work, rather than after."""
    wanted = _ports()
    for variable, port in wanted.items():
        for other, same in wanted.items():
            if other < variable and same == port:
                raise Stop(f"{other} and {variable} are both {port}: give two different ports")
    for variable, server in (
        ("JEWEL_PORT", DOOR),
        ("JEWEL_AMOCRM_PORT", AMOCRM),
        ("JEWEL_YOOKASSA_PORT", YOOKASSA),
    ):
        if variable in wanted and not server.is_alive():
            _check_port(variable, wanted[variable])


def _ports():
    """{variable: port} of what is to be started."""
    ports = {"JEWEL_PORT": odoo_port()}
    if has_amocrm():
        ports["JEWEL_AMOCRM_PORT"] = amocrm_port()
    if has_yookassa():
        ports["JEWEL_YOOKASSA_PORT"] = yookassa_port()
    return ports


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
    if has_yookassa():
        _start_yookassa()
    with step("Odoo: start"):
        _wait(odoo_port(), "/web/health", (DOOR, ODOO))
    if has_amocrm():
        _connect_amocrm()
    if has_yookassa() and "payment_yookassa" in addons.manifest("jewel_suite")["depends"]:
        _connect_yookassa()
    STATE.write_text(json.dumps(_state(hashes)))


def _start_amocrm():
    place = ["--host", host(), "--port", amocrm_port()]
    data = ["--data", paths.local("amocrm", "data.sqlite")]
    oauth = ["--redirect-uri", f"{odoo_url()}/amocrm/oauth"]
    command = [venv.python(), "-m", "tests.fakes.amocrm", *place, *data, *oauth]
    with step("Fake amoCRM: start"):
        AMOCRM.start(command, dict(os.environ))
        _wait(amocrm_port(), "/", (AMOCRM,))


def _start_yookassa():
    place = ["--host", host(), "--port", yookassa_port()]
    data = ["--data", paths.local("yookassa", "data.sqlite")]
    told = ["--notification-url", f"{odoo_url()}/payment/yookassa/webhook"]
    # The original's test shop has no SBP and the like; here a person can try them.
    methods = ["--set", "test_methods=all"]
    command = [venv.python(), "-m", "tests.fakes.yookassa", *place, *data, *told, *methods]
    with step("Fake YooKassa: start"):
        YOOKASSA.start(command, dict(os.environ))
        _wait(yookassa_port(), "/", (YOOKASSA,))


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


def _connect_yookassa():
    """Tell Odoo where the fake is; the fake was told at its start where Odoo is."""
    with step("YooKassa: connect"):
        script = f"""
env["payment.provider"]._demo_connect({yookassa_url() + "/v3"!r})
env.cr.commit()
"""
        odoo.shell(live_database.NAME, script, "yookassa-connect")


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
    for name in ("amocrm", "yookassa"):
        shutil.rmtree(paths.local(name), ignore_errors=True)
