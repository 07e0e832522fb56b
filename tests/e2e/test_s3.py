"""Attachments in an S3 storage that two Odoo servers share (OCA's fs_attachment_s3)."""

import base64
import copy
import subprocess

import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

from _steps import database, odoo, paths, venv

from .rpc import OdooError
from .servers import OdooServer, eventually

PATIENCE = 60
BUCKET = "sketches"
# The addon leaves pictures of up to 50 KB in the database.
SKETCH = b"%PDF-1.7\n drawing of a brooch"


@pytest.fixture(scope="module", autouse=True)
def packages():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(venv.ensure_s3()))
        yield


@pytest.fixture(scope="module")
def storage(packages, tmp_path_factory):
    """A running S3 server with an empty bucket: its process and its address."""
    port = odoo.free_port()
    url = f"http://127.0.0.1:{port}"
    command = [venv.python(), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path_factory.mktemp("s3") / "moto.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)

    def is_made():
        try:
            return requests.put(f"{url}/{BUCKET}", timeout=PATIENCE).ok
        except requests.ConnectionError:
            return False

    try:
        eventually(is_made, PATIENCE, "the storage has a bucket")
        yield process, url
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def nodes(storage, database_name, tmp_path_factory):
    """Two Odoo servers that keep new files in the storage, as docs/operations.md tells."""
    install = ["-d", database_name, "-i", "fs_attachment_s3", "--stop-after-init", "--no-http"]
    odoo.run("test-s3", *install)
    logs = tmp_path_factory.mktemp("nodes")
    servers = [OdooServer(database_name, logs / f"{number}.log") for number in (1, 2)]
    try:
        admin = servers[0].start().user("admin")
        _process, url = storage
        options = f'{{"endpoint_url": "{url}", "key": "any", "secret": "any"}}'
        values = {"name": "S3", "code": "s3", "protocol": "s3", "options": options}
        values |= {"directory_path": BUCKET, "use_as_default_for_attachments": True}
        admin.call("fs.storage", "create", [values])
        servers[1].start()
        yield servers
    finally:
        for server in servers:
            server.kill()


def _attach(user, name):
    [deal] = user.search_read("crm.lead", [("user_id", "=", user.uid)], ["name"], limit=1)
    sketch = {"name": name, "res_model": "crm.lead", "res_id": deal["id"]}
    sketch["datas"] = base64.b64encode(SKETCH).decode()
    return user.call("ir.attachment", "create", [sketch])[0]


@capability("B36", "D30")
def test_sketch_of_one_node_at_the_other(nodes, storage, database_name):
    manager = nodes[0].user("manager")
    number = _attach(manager, "brooch.pdf")
    there = copy.copy(manager)
    there.base_url = nodes[1].url
    assert there.get(f"/web/content/{number}").content == SKETCH

    sql = f"SELECT store_fname, db_datas FROM ir_attachment WHERE id = {number}"
    [[file, in_database]] = database.query(sql, database_name)
    _process, url = storage
    kept = requests.get(f"{url}/{BUCKET}", timeout=PATIENCE).text
    assert f"<Key>{file.removeprefix('s3://')}</Key>" in kept and not in_database
    assert not (paths.data_dir() / "filestore" / database_name / file).exists()


@capability("D30")
def test_storage_that_is_away_stops_nobody_else(nodes, storage):
    process, _url = storage
    process.kill()
    process.wait()
    manager = nodes[0].user("manager")
    with pytest.raises((OdooError, requests.HTTPError)):
        _attach(manager, "lost.pdf")
    assert not manager.count("ir.attachment", [("name", "=", "lost.pdf")])
    assert manager.call("res.partner", "create", [{"name": "Client without a storage"}])
