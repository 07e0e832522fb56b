"""What Odoo stands on breaks down while people work: full disks, PostgreSQL crashes or hangs."""

import base64
import os
import resource
import threading
import time
from contextlib import contextmanager

import psutil
import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

from .clusters import moved
from .rpc import OdooError
from .servers import OdooServer, eventually

PATIENCE = 90
PEOPLE = 4
# A worker that waits for longer is replaced; production has 240.
LIMIT_SECONDS = 10
# More than the log of a server that has just started.
FILE_LIMIT = 500_000
SKETCH = b"%PDF-1.7\n" + os.urandom(3 * FILE_LIMIT)


@pytest.fixture(scope="module")
def cluster(database_name, tmp_path_factory):
    with moved(database_name, tmp_path_factory.mktemp("reliability") / "archives") as cluster:
        yield cluster


@pytest.fixture(scope="module")
def node(cluster, database_name, tmp_path_factory):
    log = tmp_path_factory.mktemp("node") / "odoo.log"
    server = OdooServer(database_name, log, limit_time_real=LIMIT_SECONDS)
    server.start()
    yield server
    server.stop()


@contextmanager
def _no_room(node):
    """No process of the server can write more than a little to any file."""
    processes = [
        process
        for started in node.processes
        for process in [psutil.Process(started.pid), *psutil.Process(started.pid).children(True)]
    ]
    for process in processes:
        process.rlimit(psutil.RLIMIT_FSIZE, (FILE_LIMIT, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for process in processes:
            process.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@capability("D30")
def test_full_disk_is_told_and_the_sketch_is_attached_later(node):
    manager = node.user("manager")
    [deal] = manager.search_read("crm.lead", [("user_id", "=", manager.uid)], ["name"], limit=1)
    sketch = {
        "name": "full.pdf",
        "res_model": "crm.lead",
        "res_id": deal["id"],
        "datas": base64.b64encode(SKETCH).decode(),
    }
    with _no_room(node):
        with pytest.raises(OdooError, match="места") as refusal:
            manager.call("ir.attachment", "create", [sketch], context={"lang": "ru_RU"})
        assert refusal.value.kind == "odoo.exceptions.UserError"
        assert not manager.count("ir.attachment", [("name", "=", "full.pdf")])
    [number] = manager.call("ir.attachment", "create", [sketch])
    assert manager.get(f"/web/content/{number}").content == SKETCH


def _work(manager, person, end, saved):
    """Save one client after the other; whoever gets an error goes on with the next."""
    number = 0
    while not end.is_set():
        name, number = f"Клиент {person}-{number}", number + 1
        try:
            manager.call("res.partner", "create", [{"name": name}])
        except (OdooError, requests.RequestException):
            end.wait(0.2)
        else:
            saved.append(name)


def _crash(cluster):
    cluster.stop("immediate")
    cluster.start()


def _hang(cluster):
    with cluster.frozen():
        time.sleep(2 * LIMIT_SECONDS)


def _fill(cluster):
    with cluster.full():
        eventually(lambda: not cluster.is_running(), PATIENCE, "PostgreSQL gives up")
    cluster.start()


BREAKDOWNS = (_crash, _hang, _fill, _crash)


@capability("D13")
def test_breakdown_of_the_database_loses_nothing_that_was_saved(cluster, node, database_name):
    end, saved = threading.Event(), []
    people = [
        threading.Thread(target=_work, args=(node.user("manager"), person, end, saved))
        for person in range(PEOPLE)
    ]
    for person in people:
        person.start()
    try:
        for break_down in BREAKDOWNS:
            _wait_until_more_is_saved(node, saved)
            break_down(cluster)
        _wait_until_more_is_saved(node, saved)
    finally:
        end.set()
        for person in people:
            person.join()
    found = node.user("manager").search_read(
        "res.partner", [("name", "=like", "Клиент %-%")], ["name"]
    )
    names = [partner["name"] for partner in found]
    assert set(names) >= set(saved)
    assert len(names) == len(set(names))
    assert len(names) - len(saved) <= PEOPLE * len(BREAKDOWNS), "more than was under way then"
    _check_that_jobs_run(cluster, database_name)


def _wait_until_more_is_saved(node, saved):
    enough = len(saved) + 2 * PEOPLE

    def is_enough():
        # Its main process gives up when it wants a new worker while PostgreSQL is away.
        node.revive()
        return len(saved) > enough

    eventually(is_enough, PATIENCE, "people work, again by themselves")


def _check_that_jobs_run(cluster, database_name):
    """Background work wakes up as well, without a restart."""
    job = "id = (SELECT min(id) FROM ir_cron WHERE active)"
    [[now]] = cluster.query(
        f"UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE {job} RETURNING nextcall",
        database_name,
    )

    def has_run():
        # As often as people save: a scheduler that has just come back has not heard the first.
        cluster.query(f"NOTIFY cron_trigger, '{database_name}'")
        [[is_later]] = cluster.query(
            f"SELECT lastcall >= '{now}' FROM ir_cron WHERE {job}", database_name
        )
        return is_later == "t"

    eventually(has_run, PATIENCE, "a job of the database runs")
