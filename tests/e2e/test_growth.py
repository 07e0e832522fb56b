"""More than one machine: nginx, two Odoo servers, PostgreSQL elsewhere, its replica, its log.

The database comes there from an archive, as it would on the day of the move.
"""

import base64
import copy
import socket
import ssl
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

from _steps import database
from tests import figures

from .balancers import NAME, balanced
from .clusters import moved
from .rpc import OdooError, OdooUser
from .servers import OdooServer, eventually

PATIENCE = 60
SKETCH = b"\x89PNG\r\n\x1a\n sketch of a pair of cuff-links"
KILL_AT = 10
# More requests at once than nginx.conf lets through.
MANY = 250


@pytest.fixture(scope="module")
def primary(database_name, tmp_path_factory):
    with moved(database_name, tmp_path_factory.mktemp("growth") / "archives") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def replica(primary):
    cluster = primary.standby()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def base(primary):
    cluster = primary.base()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def nodes(primary, replica, base, database_name, tmp_path_factory):
    """Two Odoo servers that share the database, its replica, the files and the sessions."""
    logs = tmp_path_factory.mktemp("nodes")
    of_replica = {
        "PGHOST_REPLICA": replica.environment()["PGHOST"],
        "PGPORT_REPLICA": replica.environment()["PGPORT"],
    }
    servers = [
        OdooServer(database_name, logs / f"{number}.log", environment=of_replica)
        for number in (1, 2)
    ]
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(OdooServer.start, servers))
        yield servers
    finally:
        for server in servers:
            server.stop()


@pytest.fixture(scope="module")
def balancer(nodes, tmp_path_factory):
    """nginx in front of the nodes, whom everybody trusts."""
    with balanced(nodes, tmp_path_factory.mktemp("nginx")) as running:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("REQUESTS_CA_BUNDLE", str(running.certificate))
            yield running


def _at(node, user):
    """The same session at another server, as a balancer would send it there."""
    moved = copy.copy(user)
    moved.base_url = node.url
    return moved


@capability("B36", "D30")
def test_session_and_sketch_of_one_node_at_the_other(nodes, database_name):
    manager = nodes[0].user("manager")
    [deal] = manager.search_read("crm.lead", [("user_id", "=", manager.uid)], ["name"], limit=1)
    sketch = {"name": "growth.png", "res_model": "crm.lead", "res_id": deal["id"]}
    sketch["datas"] = base64.b64encode(SKETCH).decode()
    [sketch_id] = manager.call("ir.attachment", "create", [sketch])

    there = _at(nodes[1], manager)
    assert there.call("res.users", "read", [manager.uid], ["login"])[0]["login"] == "manager"
    # The replica follows within moments, not at once.
    eventually(
        lambda: there.get(f"/web/content/{sketch_id}").content == SKETCH,
        PATIENCE,
        "the other node shows the sketch",
    )
    sql = f"SELECT store_fname, db_datas FROM ir_attachment WHERE id = {sketch_id}"
    [[file, in_database]] = database.query(sql, database_name)
    assert (database.filestore(database_name) / file).read_bytes() == SKETCH and not in_database


@capability("B36")
def test_reading_is_the_work_of_the_replica(nodes, primary, replica, database_name):
    head = nodes[0].user("head")
    scans = "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'mrp_production'"
    [[before]] = replica.query(scans, database_name)

    def is_read_there():
        assert head.search_read("mrp.production", [], ["name"])
        [[now]] = replica.query(scans, database_name)
        return int(now) > int(before)

    eventually(is_read_there, PATIENCE, "the replica is asked for jobs")
    [[following]] = primary.query("SELECT count(*) FROM pg_stat_replication")
    assert following == "1"
    assert replica.query("SELECT pg_is_in_recovery()") == [["t"]]


@capability("B36")
def test_work_goes_on_without_the_replica(nodes, replica):
    replica.stop()
    for number, node in enumerate(nodes):
        manager = node.user("manager")
        name = f"Client without a replica {number}"
        manager.call("res.partner", "create", [{"name": name}])
        assert manager.count("res.partner", [("name", "=", name)]) == 1


# === NGINX === #


@capability("B36")
def test_one_address_for_both_nodes(nodes, balancer, database_name):
    def answered(node):
        return node.log.read_text(errors="replace").count("/web/dataset/call_kw/res.users/read")

    before = [answered(node) for node in nodes]
    manager = OdooUser(balancer.url, database_name, "manager")
    for _number in range(6):
        assert manager.call("res.users", "read", [manager.uid], ["login"])[0]["login"] == "manager"
    for node, then in zip(nodes, before, strict=True):
        eventually(lambda node=node, then=then: answered(node) > then, PATIENCE, "both are asked")

    large = base64.b64encode(SKETCH * 50_000).decode()  # nginx itself stops at one megabyte
    assert manager.call("ir.attachment", "create", [{"name": "large.png", "datas": large}])


@capability("A2")
def test_cookie_goes_by_https_only(balancer):
    page = requests.get(f"{balancer.url}/web/login", timeout=PATIENCE)
    assert {"Secure", "HttpOnly"} <= set(page.headers["Set-Cookie"].split("; "))
    assert page.headers["Content-Encoding"] == "gzip"
    assert "max-age" in page.headers["Strict-Transport-Security"]
    moved_to = requests.get(f"{balancer.plain_url}/odoo", allow_redirects=False, timeout=PATIENCE)
    assert (moved_to.status_code, moved_to.headers["Location"]) == (301, f"https://{NAME}/odoo")


@capability("A2")
def test_nobody_names_the_server_or_his_own_address(nodes, balancer, database_name):
    for url in (balancer.url, balancer.plain_url):
        with pytest.raises(requests.ConnectionError):
            requests.get(url, headers={"Host": "evil.example"}, timeout=PATIENCE)

    body = {"db": database_name, "login": "nobody-here", "password": "wrong"}
    spoofed = {"X-Forwarded-For": "203.0.113.9"}
    address = f"{balancer.url}/web/session/authenticate"
    assert requests.post(address, json={"params": body}, headers=spoofed, timeout=PATIENCE).ok

    def told():
        logs = "".join(node.log.read_text(errors="replace") for node in nodes)
        return "nobody-here from 127.0.0.1" in logs

    eventually(told, PATIENCE, "the log tells who tried")


@capability("A26")
def test_live_updates_come_through(balancer, database_name):
    manager = OdooUser(balancer.url, database_name, "manager")
    with _connection(balancer) as live:
        live.sendall(
            f"GET /websocket HTTP/1.1\r\nHost: {NAME}:{balancer.port}\r\n"
            f"Origin: {balancer.url}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            f"Cookie: session_id={manager.http.cookies['session_id']}\r\n\r\n".encode()
        )
        assert _status(live) == 101


@capability("A1", "A2")
@pytest.mark.parametrize(
    ("call", "burst"), [("POST /amocrm/webhook/unknown", 100), ("GET /pay/unknown", 40)]
)
def test_who_asks_too_often_is_told_to_wait(balancer, call, burst):
    head = f"{call} HTTP/1.1\r\nHost: {NAME}:{balancer.port}\r\n"
    connections = [_connection(balancer) for _number in range(MANY)]
    for connection in connections:
        connection.sendall(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
    statuses = [_status(connection) for connection in connections]
    for connection in connections:
        connection.close()
    assert burst <= MANY - statuses.count(429) < MANY
    assert not {502, 503} & set(statuses)


def _connection(balancer):
    trusting = ssl.create_default_context(cafile=balancer.certificate)
    plain = socket.create_connection(("127.0.0.1", balancer.port), PATIENCE)
    return trusting.wrap_socket(plain, server_hostname=NAME)


def _status(connection):
    return int(connection.recv(64).split(b" ")[1])


class _Saving(threading.Thread):
    """Somebody who saves one client after the other until he is told to stop."""

    def __init__(self, user):
        super().__init__(daemon=True)
        self.user = user
        self.clients = f"Client % of a node that dies, {uuid.uuid4().hex}"
        self.acknowledged = []
        self.refused = []
        self.is_over = False

    def run(self):
        while not self.is_over:
            name = self.clients.replace("%", str(len(self.acknowledged + self.refused)))
            try:
                self.user.call("res.partner", "create", [{"name": name}])
            except (requests.RequestException, OdooError):
                self.refused.append(name)
            else:
                self.acknowledged.append(name)


@capability("B36")
def test_a_node_that_is_killed_loses_nothing(nodes, balancer, database_name):
    """Who works with the nodes goes on with the other one; at most what he waits for fails."""
    manager = OdooUser(balancer.url, database_name, "manager")
    saving = _Saving(manager)
    saving.start()
    eventually(lambda: len(saving.acknowledged) >= KILL_AT, PATIENCE, "some clients are saved")
    nodes[0].kill()
    enough = len(saving.acknowledged) + KILL_AT
    eventually(lambda: len(saving.acknowledged) >= enough, PATIENCE, "the other node saves")
    saving.is_over = True
    saving.join()
    assert len(saving.refused) <= 1

    def names():
        mine = [("name", "=like", saving.clients)]
        return [found["name"] for found in manager.search_read("res.partner", mine, ["name"])]

    # The replica, which is read, follows within moments, not at once.
    eventually(
        lambda: set(saving.acknowledged) <= set(names()), PATIENCE, "all that was saved is there"
    )
    assert len(names()) == len(set(names()))
    # What was refused may have been saved without anybody being told.
    assert set(names()) <= {*saving.acknowledged, *saving.refused}


@capability("B36")
def test_clients_are_told_to_come_back(nodes, balancer):
    """As while an upgrade runs."""
    for node in nodes:
        node.stop()
    page = requests.get(f"{balancer.url}/pay/anything", timeout=PATIENCE)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "Скоро вернёмся" in page.content.decode()


# === BACK TO A MOMENT === #


@capability("D13")
def test_point_in_time(nodes, primary, base, database_name, monkeypatch):
    """Somebody deletes what he should not have: all until then comes back."""
    for node in nodes:
        node.stop()
    before = figures.of_database(database_name)
    [[moment]] = primary.query("SELECT clock_timestamp()")
    primary.query("UPDATE sale_order SET amount_total = 0; DELETE FROM mail_message", database_name)
    [[last]] = primary.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn())")
    eventually(
        (primary.archived_log / last).exists, PATIENCE, "the log is archived though nobody works"
    )
    primary.stop("immediate")

    base.recover(primary.archived_log, moment)
    for variable, value in base.environment().items():
        monkeypatch.setenv(variable, value)
    eventually(
        lambda: base.query("SELECT pg_is_in_recovery()") == [["f"]], PATIENCE, "it is recovered"
    )
    assert figures.of_database(database_name) == before
    clients = "SELECT count(*) FROM res_partner WHERE name LIKE 'Client % of a node that dies%'"
    assert int(database.query(clients, database_name)[0][0]) >= KILL_AT
