"""The drill: save, change, destroy, restore, compare. And everything that can go wrong with it."""

import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import archive, backup, database, odoo, paths, postgres, restore, templates
from _steps.ui import Stop
from tests import figures

RECOVERY_SECONDS = 30 * 60
# What the steps are to learn from odoo.conf alone.
_OF_THE_FILE = ("PG", "ODOO_RC", "ODOO_DATA_DIR", "ODOO_ADDONS_PATH")
SKETCH = b"\x89PNG\r\n\x1a\n sketch of a pair of cuff-links"
SECRETS = (
    "amocrm-access-token",
    "amocrm-refresh-token",
    "amocrm-client-secret",
    "live_yookassa-secret-key",
    "password-of-outgoing-mail",
    "password-of-incoming-mail",
    "key-of-the-monitoring",
)
OUTSIDE = {"workshop.amocrm.ru", "api.yookassa.ru", "smtp.workshop.example"}
# A working installation that knows how to reach amoCRM, YooKassa and a mail server.
_FILL = f"""
access, refresh, secret, yookassa, outgoing, incoming, monitoring = {SECRETS!r}
env["ir.attachment"].create({{"name": "sketch.png", "raw": {SKETCH!r}}})
env["amocrm.account"].create({{
    "name": "Workshop", "host": "workshop.amocrm.ru", "auth_type": "oauth", "state": "connected",
    "client_id": "1", "client_secret": secret, "access_token": access, "refresh_token": refresh,
    "token_expires_at": "2999-01-01", "polled_until": "2026-01-01",
}})
env.cr.execute("UPDATE payment_provider SET state = 'enabled', yookassa_shop_id = '100500',"
               " yookassa_secret_key = %s WHERE code = 'yookassa'", [yookassa])
env["ir.mail_server"].create({{"name": "Mail", "smtp_host": "smtp.workshop.example",
                               "smtp_user": "workshop", "smtp_pass": outgoing}})
env["fetchmail.server"].create({{"name": "Mail", "user": "workshop", "password": incoming}})
env["mail.mail"].create({{"email_to": "client@client.example", "subject": "Ready"}})
env["ir.config_parameter"].set_param("jewel.health_key", monitoring)
env.cr.commit()
"""
# Whom the installation turns to when everything that speaks to the outside is called by hand.
_SPEAK = """
import json, socket
asked = []
def refuse(host, *args, **kwargs):
    asked.append(host)
    raise OSError("no way out of this test")
socket.getaddrinfo = refuse
modules = ("amocrm_connector", "payment_yookassa", "jewel_finmonitor_yookassa")
jobs = env["ir.model.data"].search([("model", "=", "ir.cron"), ("module", "in", modules)])
for job in env["ir.cron"].browse(jobs.mapped("res_id")).sudo():
    job.ir_actions_server_id.run()
env["mail.mail"].create({"email_to": "client@client.example", "subject": "Ready"}).send()
active = env["ir.cron"].search([("active", "=", True)])
print(json.dumps([asked, list(active.get_external_id().values())]))
"""


@pytest.fixture(scope="module")
def name():
    """A demo workshop with secrets, under a name that only this module knows."""
    name = f"test_{os.getpid()}_backup"
    database.copy(templates.ensure_demo(), name)
    odoo.shell(name, _FILL, "test-backup")
    yield name
    for left in database.names():
        if left.startswith(name):
            database.drop(left)


@pytest.fixture(scope="module")
def config(name, tmp_path_factory):
    """The odoo.conf of an installation that is not this clone's."""
    config = tmp_path_factory.mktemp("config") / "odoo.conf"
    config.write_text(f"""[options]
db_host = {os.environ["PGHOST"]}
db_port = {os.environ.get("PGPORT", False)}
db_user = {os.environ.get("PGUSER", False)}
db_password = False
db_name = {name}
data_dir = {paths.data_dir()}
addons_path = {paths.ADDONS}
admin_passwd = 100%-secret
""")
    return config


@pytest.fixture(scope="module")
def saved(name, config, tmp_path_factory):
    """(archive, figures of the database and its files when it was made)"""
    before = figures.of_all(name)
    folder = tmp_path_factory.mktemp("backup") / "archives"
    subprocess.run(
        [sys.executable, paths.REPO / "bin/backup", "-c", config, "--to", folder],
        env={key: os.environ[key] for key in os.environ if not key.startswith(_OF_THE_FILE)},
        check=True,
    )
    [archive_path] = backup.archives(name, folder)
    return archive_path, before


def _work(name):
    """Somebody goes on working; returns the new figures."""
    query = "UPDATE sale_order SET amount_total = amount_total + 1; DELETE FROM mail_mail"
    database.query(query, name)
    later = database.filestore(name) / "ff" / ("f" * 40)
    later.parent.mkdir(parents=True, exist_ok=True)
    later.write_bytes(b"later")
    return figures.of_all(name)


@pytest.fixture
def changed(name, saved):
    """Figures of the database as somebody has gone on working in it since it was saved."""
    current = _work(name)
    assert current[0] != saved[1][0] and current[1] != saved[1][1]
    return current


def _last_backup(name):
    sql = "SELECT value FROM ir_config_parameter WHERE key = 'jewel.last_backup'"
    return database.query(sql, name)


@capability("D13", "D30")
def test_drill(name, config, saved):
    path, before = saved
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", _last_backup(name)[0][0])
    sql = "SELECT store_fname, db_datas FROM ir_attachment WHERE name = 'sketch.png'"
    [[file, in_database]] = database.query(sql, name)
    assert (database.filestore(name) / file).read_bytes() == SKETCH and not in_database
    secret = "SELECT value FROM ir_config_parameter WHERE key = 'database.secret'"
    signed_with = database.query(secret, name)

    database.query("UPDATE sale_order SET amount_total = 0", name)
    database.drop(name)
    assert not database.filestore(name).exists()
    started = time.monotonic()
    assert restore.restore(path) == name
    assert time.monotonic() - started < RECOVERY_SECONDS
    assert figures.of_all(name) == before
    assert database.query(secret, name) == signed_with, "links that clients have must go on working"
    assert (database.filestore(name) / file).read_bytes() == SKETCH
    beside = paths.local("restored", "odoo.conf")
    assert beside.read_bytes() == config.read_bytes() and beside.stat().st_mode & 0o777 == 0o600


def test_overwrites_only_when_told_and_when_nobody_works(name, saved, changed):
    path = saved[0]
    with pytest.raises(Stop, match="--replace"):
        restore.restore(path)
    with contextlib.closing(psycopg2.connect(dbname=name)):
        with pytest.raises(Stop, match="stop Odoo first"):
            restore.restore(path, replace=True)
    assert figures.of_all(name) == changed


@contextlib.contextmanager
def _flipped(path, position):
    """One byte of the file is another one meanwhile."""
    with path.open("r+b") as stream:

        def flip():
            stream.seek(position)
            [byte] = stream.read(1)
            stream.seek(position)
            stream.write(bytes([byte ^ 0xFF]))
            stream.flush()

        flip()
        try:
            yield
        finally:
            flip()


def _spoilt(path, folder):
    """(what is wrong, archive) of archives that no one must get a database from."""
    whole = path.read_bytes()
    for cut in (0, 1000, len(whole) // 2, len(whole) - 1):
        spoilt = folder / f"cut-{cut}.zip"
        spoilt.write_bytes(whole[:cut])
        yield f"cut off after {cut} bytes", spoilt
    with zipfile.ZipFile(path) as content:
        offsets = {member.filename: member.header_offset for member in content.infolist()}
        manifest = json.loads(content.read("manifest.json"))
        dump = content.read("dump.sql")
    picture = next(offset for file, offset in offsets.items() if file.startswith("filestore/"))
    for what, position in (
        ("dump", offsets["dump.sql"] + 100_000),
        ("picture", picture + 200),
        ("directory", len(whole) - 200),
    ):
        with _flipped(path, position):
            yield f"a byte of the {what}", path
    for what, text, version in (
        ("half a dump", dump[: len(dump) // 2], "19.0"),
        ("another Odoo", dump, "18.0"),
    ):
        spoilt = folder / f"{what}.zip"
        with zipfile.ZipFile(spoilt, "w") as content:
            content.writestr("manifest.json", json.dumps({**manifest, "major_version": version}))
            content.writestr("dump.sql", text)
        yield what, spoilt


def test_a_spoilt_archive_is_refused_before_anything_is_touched(name, saved, changed, tmp_path):
    names = database.names()
    for what, spoilt in _spoilt(saved[0], tmp_path):
        with pytest.raises(Stop):
            restore.restore(spoilt, name, replace=True)
            pytest.fail(f"accepted: {what}")
    with pytest.raises(Stop, match="no archive"):
        restore.restore(tmp_path / "nothing.zip", name, replace=True)
    assert database.names() == names
    assert figures.of_all(name) == changed
    archive.check(saved[0])


def _kill_when(condition, *command):
    """`kill -9` of a command and all its children as soon as something is to be seen."""
    process = subprocess.Popen(
        [sys.executable, *map(str, command)], start_new_session=True, stdout=subprocess.DEVNULL
    )
    while not condition():
        assert process.poll() is None, "ended before it could be killed"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_restore_leaves_the_old_database(name, saved, changed):
    unfinished = f"{name}_restoring"

    def is_loading():
        return database.exists(unfinished) and database.query(
            "SELECT 1 FROM pg_class WHERE relname = 'sale_order'", unfinished
        )

    _kill_when(is_loading, paths.REPO / "bin/restore", saved[0], name, "--replace")
    assert figures.of_all(name) == changed


class Killed(BaseException):
    """Nothing in the code can catch it by mistake."""


def test_killed_around_the_change_of_names(name, saved, monkeypatch):
    """Before it the old database is whole, after it the new one; the next run cleans up."""
    path, (_rows, archived) = saved
    loaded = f"{name}_loaded"
    database.call("createdb", "--template", name, loaded)
    rows = figures.of_database(loaded)
    unpack, drop = archive.unpack_files, database.drop

    def load(_path, unfinished):
        """Other tests load the dump: this one needs it three times."""
        drop(unfinished)
        database.call("createdb", "--template", loaded, unfinished)

    def die_before(*arguments):
        unpack(*arguments)
        raise Killed

    def die_after(other):
        if other == f"{name}_replaced" and database.exists(other):
            raise Killed
        drop(other)

    def killed(module, function, replacement):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(module, function, replacement)
            restore.restore(path, name, replace=True)
        return figures.of_all(name)

    monkeypatch.setattr(restore, "_load", load)
    changed = _work(name)
    current, files = killed(archive, "unpack_files", die_before)
    assert current == changed[0] and files.items() >= changed[1].items()
    current, files = killed(database, "drop", die_after)
    assert current == rows != changed[0] and files.items() >= archived.items()
    restore.restore(path, name, replace=True)
    assert figures.of_all(name) == (rows, archived)
    drop(loaded)
    assert not [other for other in database.names() if other.startswith(f"{name}_")]


def test_killed_backup_leaves_no_archive(name, saved):
    folder = saved[0].parent
    noted = _last_backup(name)
    for year in (2023, 2024):
        (folder / f"{name}_{year}-01-01_000000.zip").touch()
    (folder / f"{name}_of_somebody.zip").touch()

    def is_writing():
        return any((folder / ".unfinished").glob("*.zip"))

    _kill_when(is_writing, paths.REPO / "bin/backup", name, "--to", folder)
    assert len(backup.archives(name, folder)) == 3
    assert _last_backup(name) == noted

    path = backup.make(name, folder, keep=2)
    assert backup.archives(name, folder) == [saved[0], path]
    assert not (folder / ".unfinished").exists()
    assert (folder / f"{name}_of_somebody.zip").exists()
    assert _last_backup(name) > noted


def test_odoo_deletes_no_file_while_files_are_copied(name):
    """Odoo's cleaning (`_gc_file_store`) wants this lock; people who attach something do not."""
    with backup.files_kept(name), contextlib.closing(psycopg2.connect(dbname=name)) as connection:
        cursor = connection.cursor()
        cursor.execute("SET lock_timeout = '100ms'")
        cursor.execute("UPDATE ir_attachment SET description = 'in use'")
        connection.commit()
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            cursor.execute("LOCK ir_attachment IN SHARE MODE")
        connection.rollback()
    with contextlib.closing(psycopg2.connect(dbname=name)) as connection:
        connection.cursor().execute("SET lock_timeout = '10s'; LOCK ir_attachment IN SHARE MODE")


def _found(text):
    return {secret for secret in SECRETS if secret.encode() in text}


def _speak(name):
    """(hosts that were asked, jobs that run by the clock)"""
    asked, jobs = json.loads(odoo.shell_output(name, _SPEAK).splitlines()[-1])
    return set(asked), jobs


def test_neutralized_copy_has_no_secrets_and_calls_nobody(name, saved):
    path, (rows, _files) = saved
    with zipfile.ZipFile(path) as content:
        assert _found(content.read("dump.sql")) == set(SECRETS)
    copy = restore.restore(path, f"{name}_trial", neutralize=True)
    dump = subprocess.run(
        [postgres.program("pg_dump"), copy], capture_output=True, check=True
    ).stdout
    assert not _found(dump)
    links = "SELECT token, token_hash FROM jewel_pay_request"
    assert not any(token.encode() in dump for token, _hash in database.query(links, name))
    tokens = database.query(links, copy)
    assert tokens and all(hashlib.sha256(t.encode()).hexdigest() == found for t, found in tokens)
    assert figures.of_database(copy)["account_move"] == rows["account_move"]

    with ThreadPoolExecutor() as pool:
        (asked_by_copy, jobs_of_copy), (asked, jobs) = pool.map(_speak, (copy, name))
    assert asked_by_copy <= {"invalid"} and jobs_of_copy == ["base.autovacuum_job"]
    assert asked >= OUTSIDE and len(jobs) > 1, "the original would not have called anybody either"
