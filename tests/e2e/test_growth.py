"""More than one machine: two Odoo servers, a PostgreSQL server elsewhere, its replica, its log.

The database comes there from an archive, as it would on the day of the move.
"""

import base64
import copy
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

from _steps import database
from tests import figures

from .clusters import moved
from .servers import OdooServer, eventually

PATIENCE = 60
SKETCH = b"\x89PNG\r\n\x1a\n sketch of a pair of cuff-links"
KILL_AT = 10


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


def _save_clients(node, acknowledged):
    """Save one client after the other until the server is gone."""
    manager = node.user("manager")
    for number in range(1000):
        name = f"Client {number} of a node that dies"
        try:
            manager.call("res.partner", "create", [{"name": name}])
        except requests.RequestException:
            return
        acknowledged.append(name)


@capability("B36")
def test_a_node_that_is_killed_loses_nothing(nodes):
    acknowledged = []
    saving = threading.Thread(target=_save_clients, args=(nodes[0], acknowledged))
    saving.start()
    eventually(lambda: len(acknowledged) >= KILL_AT, PATIENCE, "some clients are saved")
    nodes[0].kill()
    saving.join()
    manager, died = nodes[1].user("manager"), "Client % of a node that dies"
    found = manager.search_read("res.partner", [("name", "=like", died)], ["name"])
    names = [partner["name"] for partner in found]
    assert len(names) == len(set(names))
    # The last one may have been saved without anybody being told.
    assert set(names) >= set(acknowledged) and len(names) - len(acknowledged) <= 1


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
    clients = "SELECT count(*) FROM res_partner WHERE name LIKE 'Client % of a node that dies'"
    assert int(database.query(clients, database_name)[0][0]) >= KILL_AT
