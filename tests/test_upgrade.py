"""The last release, filled by its own code, upgraded to the addons as they are now.

What people had is still there; schema, views, rights and jobs are those of a fresh installation;
everybody goes on working. And the comparisons tell when it is not so: an addon of the tests whose
second version renames a field, with a migration and without one.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg2
import pytest
from lxml import etree

from odoo.addons.jewel_base.tests.common import capability

from _steps import addons, database, live_database, odoo, paths, templates
from tests import figures, releases, upgrades
from tests.e2e.servers import OdooServer, eventually
from tests.e2e.workshop import deal_values, find_deal, find_jobs, pass_all_stages, rest
from tests.fakes.amocrm.driver import FakeAmo

# Tables, and columns as `table.column`, that migrations of the coming release change on purpose.
MIGRATED = frozenset({"jewel_deal_finance.expected_date"})
ROLES = ("manager", "head", "jeweller", "storekeeper", "accountant", "planner", "director")
PATIENCE = 120
PRICE = 48000  # below the sum from which 115-FZ wants to know the client
COMPLAINT = r".* (?:WARNING|ERROR|CRITICAL) {} .*"


@contextlib.contextmanager
def _live(name):
    """Meanwhile this is the database of bin/run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_database, "NAME", name)
        yield


def _drop_all(prefix):
    for left in database.names():
        if left.startswith(prefix):
            database.drop(left)


# === THE SUITE === #


def _release_addons(folder):
    """Where the addons of the last release are; those of the tree when no history tells."""
    if commit := releases.find():
        return releases.unpack(commit, folder)
    words = "no release in the history of this clone: git fetch --tags --unshallow"
    warnings.warn(f"{words}. The upgrade is tried from the tree itself.", stacklevel=2)
    return paths.ADDONS


@pytest.fixture(scope="module")
def amo(tmp_path_factory):
    with FakeAmo.start(data=tmp_path_factory.mktemp("amocrm") / "amocrm.sqlite") as fake:
        yield fake


@contextlib.contextmanager
def _serve(name, amo, log):
    """Odoo, connected to amoCRM the way bin/run does it."""
    server = OdooServer(name, log)
    try:
        server.start()
        server.shell(
            f"env['amocrm.account']._demo_connect({amo.base_url!r}, {server.url!r})\n"
            "env.cr.commit()"
        )
        yield server
    finally:
        server.kill()


def _work(server, amo):
    """A deal comes from amoCRM, is partly paid and made; returns its numbers in both systems."""
    admin, manager, head = map(server.user, ("admin", "manager", "head"))
    amo_deal = amo.create_deal(**deal_values(amo, price=PRICE))
    [deal], _took = eventually(lambda: find_deal(admin, amo_deal), PATIENCE, "the deal is in Odoo")
    request = manager.call("crm.lead", "action_open_prepayment", [deal])["res_id"]
    manager.call("jewel.pay.request", "action_open", [request])
    accountant = server.user("accountant")
    paid = accountant.call("jewel.pay.register", "create", {"deal_id": deal, "way": "transfer"})
    accountant.call("jewel.pay.register", "action_register", [paid])
    amo.move(amo_deal["id"], "В производстве")
    [job], _took = eventually(lambda: find_jobs(admin, deal), PATIENCE, "the job is there")
    pass_all_stages(head, job["id"])
    head.call("mrp.production", "action_jewel_handover", [job["id"]])
    eventually(
        lambda: amo.deal(amo_deal["id"])["status"] == "Изделие готово", PATIENCE, "amoCRM knows"
    )
    rest(admin)
    return SimpleNamespace(odoo=deal, amo=amo_deal["id"])


@pytest.fixture(scope="module")
def upgraded(amo, tmp_path_factory):
    """Names of the database, of itself before, of a fresh one; what was said; the deal in work."""
    name = f"test_{os.getpid()}_upgrade"
    folder = tmp_path_factory.mktemp("release")
    old = _release_addons(folder)
    database.copy(releases.ensure_template(old), name)
    with releases.at(old):
        with _serve(name, amo, folder / "old.log") as server:
            deal = _work(server, amo)
        hashes = addons.hashes()
    before, fresh = f"{name}_before", f"{name}_fresh"
    database.call("createdb", "--template", name, before)
    log = paths.log("database")
    begin = log.stat().st_size
    with _live(name):
        # A release that nothing has followed yet: all of it is upgraded.
        live_database._note_hashes({} if hashes == addons.hashes() else hashes)
        live_database.ensure()
        assert live_database._noted_hashes() == addons.hashes()
    with log.open("rb") as stream:
        stream.seek(begin)
        said = stream.read().decode()
    database.call("createdb", "--template", templates.ensure_demo(), fresh)
    yield SimpleNamespace(name=name, before=before, fresh=fresh, said=said, deal=deal)
    _drop_all(name)


def _assert_none(sentences):
    assert not sentences, "\n".join(sentences)


@capability("D13")
def test_nothing_that_people_had_is_lost(upgraded):
    _assert_none(upgrades.find_losses(upgraded.before, upgraded.name, MIGRATED))
    assert figures.sums(upgraded.name) == figures.sums(upgraded.before)


def test_the_release_was_in_use(upgraded):
    """Otherwise there would be nothing to lose."""
    rows = figures.of_database(upgraded.before)
    for table in (
        "crm_lead",
        "sale_order",
        "mrp_production",
        "mrp_workorder",
        "jewel_pay_request",
        "jewel_pay_register",
        "account_payment",
        "account_move_line",
        "jewel_metal_entry",
        "jewel_metal_count",
        "jewel_refine",
        "jewel_sales_receipt",
        "jewel_bonus_statement",
        "jewel_deal_finance",
        "jewel_quality_check",
        "jewel_audit_entry",
        "amocrm_binding",
        "amocrm_stage_map",
        "ir_attachment",
    ):
        assert rows[table], table


@capability("D13")
def test_database_is_as_a_fresh_one(upgraded):
    """What a missing migration leaves behind, or does not bring, would show here."""
    _assert_none(
        upgrades.find_schema_differences(upgraded.name, upgraded.fresh)
        + upgrades.find_record_differences(upgraded.name, upgraded.fresh)
    )


def test_upgrade_says_no_word_of_complaint(upgraded):
    """Views that do not validate and columns that are left over are warnings of Odoo."""
    assert f" INFO {upgraded.name} " in upgraded.said
    assert not re.findall(COMPLAINT.format(upgraded.name), upgraded.said)


@pytest.fixture(scope="module")
def server(upgraded, amo, tmp_path_factory):
    log = tmp_path_factory.mktemp("odoo") / "new.log"
    with _serve(upgraded.name, amo, log) as running:
        yield running


@capability("D13")
def test_work_goes_on_with_what_was_there(upgraded, server, amo):
    """The deal of the old release is shipped by the new one, and nothing comes a second time."""
    admin, deal = server.user("admin"), upgraded.deal
    bound = admin.count("amocrm.binding", [("entity", "=", "leads")])
    amo.move(deal.amo, "Отправка")
    receipt = [("deal_id", "=", deal.odoo)]
    eventually(lambda: admin.count("jewel.sales.receipt", receipt), PATIENCE, "the receipt")
    [found] = server.user("manager").search_read("jewel.sales.receipt", receipt, ["id"])
    assert server.user("manager").call("jewel.sales.receipt", "action_print", [found["id"]])
    rest(admin)
    assert find_deal(admin, {"id": deal.amo}) == [deal.odoo]
    assert admin.count("amocrm.binding", [("entity", "=", "leads")]) == bound


@capability("D13")
def test_ledger_and_health(server):
    admin, director = server.user("admin"), server.user("director")
    check = director.call("jewel.metal.check", "action_check_now")["res_id"]
    [found] = director.call("jewel.metal.check", "read", [check], ["is_right", "result"])
    assert found["is_right"], found["result"]
    eventually(
        lambda: admin.get("/jewel/health").json()["status"] == "ok",
        PATIENCE,
        f"health is ok: {admin.get('/jewel/health').text}",
    )


def _screens(user):
    """Numbers of the actions behind the menus of the workshop that open records for this user."""
    menus = user.get("/web/webclient/load_menus").json()
    root = next(menu for menu in menus.values() if menu.get("xmlid") == "jewel_base.menu_root")
    found, queue = set(), [root]
    while queue:
        menu = queue.pop(0)
        queue += [menus[str(child)] for child in menu["children"]]
        if menu.get("actionModel") == "ir.actions.act_window":
            found.add(menu["actionID"])
    return found


def _open(user, number):
    """What the web client asks for: the views, and the first page of a list with its columns."""
    action = user.load_action(number)
    views = [view for view in action["views"] if view[1] != "search"]
    views.append([(action["search_view_id"] or [False])[0], "search"])
    model = action["res_model"]
    loaded = user.call(model, "get_views", views, {"toolbar": True, "load_filters": True})
    kind = views[0][1]
    if kind in ("list", "kanban"):
        arch = etree.fromstring(loaded["views"][kind]["arch"])
        columns = {field.get("name"): {} for field in arch.findall("field")}
        user.call(model, "web_search_read", [], columns, limit=40)


@capability("D13")
def test_every_role_opens_its_screens(server):
    """One that several roles have is opened by the one with the fewest screens, and rights."""
    users = [server.user(login) for login in ROLES]
    screens = {user: _screens(user) for user in users}
    assert all(screens.values())
    opener = {}
    for user in sorted(users, key=lambda user: len(screens[user])):
        for number in screens[user]:
            opener.setdefault(number, user)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda number: _open(opener[number], number), opener))
    assert set(opener.values()) == set(users)
    assert not server.complaints()


def test_command_of_the_page_upgrades_every_addon():
    """Addons of ours that depend on none of ours; the others follow."""
    page = (paths.REPO / "docs" / "operations.md").read_text(encoding="utf-8")
    named = re.search(r"^ *odoo .* -u (\S+)", page, re.MULTILINE)[1].split(",")
    ours = set(addons.names())
    assert set(named) == {name for name in ours if not ours & set(addons.manifest(name)["depends"])}


# === WHICH RELEASE === #


@pytest.fixture
def history(tmp_path, monkeypatch):
    """A repository with two releases; returns git for it."""

    def git(*arguments):
        who = ("-c", "user.name=Workshop", "-c", "user.email=workshop@example.com")
        command = ["git", *who, *arguments]
        return subprocess.check_output(command, cwd=folder, text=True).strip()

    folder = tmp_path / "history"
    folder.mkdir()
    git("init", "--quiet")
    monkeypatch.setattr(paths, "REPO", folder)
    for versions in ((), ("19.0.1.0.0",), ("19.0.1.1.0", "19.0.1.0.0")):
        _write_changelog(*versions)
        git("add", ".")
        git("commit", "--quiet", "-m", f"work after {versions}")
    return git


def _write_changelog(*versions):
    headings = ["## Unreleased", *(f"## {version} (2026-12-20)" for version in versions)]
    (paths.REPO / "CHANGELOG.md").write_text("\n\n".join(headings))


def test_newest_heading_that_is_committed_is_the_release(history):
    assert releases.find() == history("rev-parse", "HEAD")
    _write_changelog("19.0.2.0.0", "19.0.1.1.0", "19.0.1.0.0")
    assert releases.find() == history("rev-parse", "HEAD"), "the newest is not yet committed"
    history("checkout", "--quiet", "HEAD~1", "CHANGELOG.md")
    assert releases.find() == history("rev-parse", "HEAD~1")


def test_tag_says_it_first(history):
    history("tag", "19.0.1.1.0", "HEAD~1")
    assert releases.find() == history("rev-parse", "HEAD~1")


def test_clone_without_history_knows_no_release(history, tmp_path, monkeypatch):
    shallow = tmp_path / "shallow"
    history("clone", "--quiet", "--depth", "1", f"file://{paths.REPO}", str(shallow))
    monkeypatch.setattr(paths, "REPO", shallow)
    assert releases.find() is None
    shutil.rmtree(shallow / ".git")
    assert releases.find() is None


# === THE COMPARISONS === #

EXAMPLE = paths.REPO / "tests" / "upgrade_example"
TABLE = "upgrade_example_thing"
# `bin/run`, as far as the database is concerned, in a process that can be killed.
UPGRADE = """
import pathlib, sys
from _steps import live_database, paths
live_database.NAME, paths.ADDONS = sys.argv[1], pathlib.Path(sys.argv[2])
live_database.ensure()
"""


@pytest.fixture(scope="module")
def bare():
    """A database with nothing but Odoo's base."""
    name = f"test_{os.getpid()}_example"
    database.call("createdb", name)
    with releases.at(EXAMPLE / "old"):
        _install(name, "base")
    yield name
    _drop_all(name)


def _install(name, addon):
    what = ("-d", name, "-i", addon, "--stop-after-init", "--no-http", "--skip-auto-install")
    odoo.run("test-upgrade", *what)


def _install_example(bare, version):
    """Name of a database with that version of the example."""
    name = f"{bare}_{version}"
    database.call("createdb", "--template", bare, name)
    with releases.at(EXAMPLE / version):
        _install(name, "upgrade_example")
    return name


@pytest.fixture(scope="module")
def fresh(bare):
    """The second version of the example, freshly installed."""
    return _install_example(bare, "new")


@pytest.fixture(scope="module")
def first(bare):
    """The first version, with three things."""
    name = _install_example(bare, "old")
    values = "('Ring', 'red'), ('Brooch', 'blue'), ('Pin', NULL)"
    database.query(f"INSERT INTO {TABLE} (name, colour) VALUES {values}", name)
    return name


@pytest.fixture
def copy(first):
    """The first version in use, to be upgraded by one test."""
    name = f"{first}_copy"
    database.copy(first, name)
    with _live(name):
        live_database._note_hashes({})
        yield name
    database.drop(name)


def _things(name, column):
    return dict(database.query(f"SELECT name, {column} FROM {TABLE}", name))


def _kill_in_the_middle(name):
    """`kill -9` when the migration has been run, and Odoo is about to note the new field."""
    with contextlib.closing(psycopg2.connect(dbname=name)) as connection:
        connection.cursor().execute("LOCK ir_model_fields IN SHARE MODE")
        process = subprocess.Popen(
            [sys.executable, "-c", UPGRADE, name, EXAMPLE / "new"],
            env={**os.environ, "PYTHONPATH": str(paths.REPO / "bin")},
            start_new_session=True,
        )
        waits = (
            f"SELECT 1 FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
        )
        while not database.query(waits):
            assert process.poll() is None, "ended before it could be killed"
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@capability("D13")
def test_killed_upgrade_is_completed_by_the_next_start(first, fresh, copy):
    with releases.at(EXAMPLE / "new"):
        _kill_in_the_middle(copy)
        assert live_database._noted_hashes() == {}
        assert _things(copy, "colour") == _things(first, "colour"), "nothing is half done"
        live_database.ensure()
    assert _things(copy, "shade") == {"Ring": "red", "Brooch": "blue", "Pin": "none"}
    assert not upgrades.find_losses(first, copy, {f"{TABLE}.colour"})
    assert not upgrades.find_schema_differences(copy, fresh)
    assert not upgrades.find_record_differences(copy, fresh)


def test_missing_migration_is_told(first, fresh, copy, tmp_path):
    left_out = shutil.ignore_patterns("migrations")
    shutil.copytree(EXAMPLE / "new", tmp_path / "new", ignore=left_out)
    with releases.at(tmp_path / "new"):
        live_database.ensure()
    assert upgrades.find_losses(first, copy) == [
        f"{TABLE}: column colour is gone, 2 rows had a value"
    ]
    assert upgrades.find_schema_differences(copy, fresh) == [
        f"column {TABLE}.shade: character varying instead of character varying NOT NULL"
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"DELETE FROM {TABLE} WHERE id = 2", f"{TABLE}: 1 rows are lost: 2"),
        (
            f"UPDATE {TABLE} SET colour = 'green' WHERE id = 1",
            f"{TABLE}: 1 rows have another colour: 1: 'red' → 'green'",
        ),
        (f"DROP TABLE {TABLE}", f"{TABLE}: the table is gone, it had 3 rows"),
    ],
)
def test_loss_is_told(first, copy, change, words):
    database.query(change, copy)
    assert upgrades.find_losses(first, copy) == [words]


def test_what_is_not_as_in_a_fresh_database_is_told(first, copy):
    database.query(
        f"""
        DROP INDEX {TABLE}__colour_index;
        ALTER TABLE {TABLE} ADD old integer;
        CREATE TRIGGER late AFTER UPDATE ON {TABLE}
            EXECUTE FUNCTION suppress_redundant_updates_trigger();
        UPDATE ir_model_access SET perm_unlink = false WHERE name = 'upgrade.example.thing';
        UPDATE ir_module_module SET latest_version = '19.0.0.9.0' WHERE name = 'upgrade_example'
        """,
        copy,
    )
    [addon, column, index, trigger] = upgrades.find_schema_differences(copy, first)
    assert addon == "addon upgrade_example: installed 19.0.0.9.0 instead of installed 19.0.1.0.0"
    assert column == f"column {TABLE}.old: left over"
    assert index == f"index {TABLE}__colour_index: not there"
    assert trigger == f"trigger {TABLE} late: left over"
    [right] = upgrades.find_record_differences(copy, first)
    assert right == "ir_model_access upgrade_example.access_thing perm_unlink: not there"
