"""Odoo's own tests: the comparison with the kept list, and a quick part of the tests themselves."""

import os
from types import SimpleNamespace

import pytest

from _steps import database, odoo_tests, templates
from _steps.ui import Stop

from .odoo_outcomes import Outcomes, name_of

KEPT = {
    "/sale:TestA.test_broken_here": {"plain": "failed", "suite": "failed", "reason": "build"},
    "/sale:TestA.test_closed": {"plain": "passed", "suite": "failed", "reason": "on purpose"},
}
FINE = {
    "plain": {
        "/sale:TestA.test_broken_here": "failed",
        "/sale:TestA.test_closed": "passed",
        "/sale:TestA.test_fine": "passed",
        "/sale:TestA.test_tool": "skipped",
    },
    "suite": {
        "/sale:TestA.test_broken_here": "failed",
        "/sale:TestA.test_closed": "failed",
        "/sale:TestA.test_fine": "passed",
        "/sale:TestA.test_tool": "skipped",
    },
}


def _judge(**suite):
    """Complaints when these tests of TestA end otherwise than in FINE with the suite."""
    found = {f"/sale:TestA.{test}": outcome for test, outcome in suite.items()}
    return odoo_tests.judge(KEPT, {**FINE, "suite": {**FINE["suite"], **found}})


def test_what_is_in_the_list_is_no_news():
    assert _judge() == []
    assert odoo_tests.judge(KEPT, {"suite": FINE["suite"]}) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"test_fine": "failed"}, "test_fine: plain passed, suite failed (not in the list)"),
        ({"test_fine": "skipped"}, "test_fine: plain passed, suite skipped (not in the list)"),
        (
            {"test_closed": "passed"},
            "test_closed: plain passed, suite passed (plain passed, suite failed)",
        ),
        ({"test_more": "passed"}, "test_more: plain missing, suite passed (not in the list)"),
    ],
)
def test_what_differs_is_told(found, words):
    assert _judge(**found) == [f"/sale:TestA.{words}"]


@pytest.mark.parametrize("outcome", ["passed", "failed"])
def test_outcome_that_varies_is_no_news(outcome):
    row = {"plain": "passed", "suite": "varies", "reason": "order of the tests"}
    found = {"plain": {"/sale:A.test": "passed"}, "suite": {"/sale:A.test": outcome}}
    assert odoo_tests.judge({"/sale:A.test": row}, found) == []


def test_listed_test_that_is_gone_is_told():
    kept = {**KEPT, "/sale:TestA.test_gone": KEPT["/sale:TestA.test_closed"]}
    elsewhere = {**KEPT, "/mrp:TestA.test_gone": KEPT["/sale:TestA.test_closed"]}
    assert len(odoo_tests.judge(kept, FINE)) == 1
    assert odoo_tests.judge(elsewhere, FINE) == [], "that module was not run"


def test_every_listed_test_has_a_reason_and_a_module_that_is_run():
    for test, row in odoo_tests.listed().items():
        assert row["reason"], test
        outcomes = {row["plain"], row["suite"]}
        assert outcomes <= {"passed", "failed", "skipped", odoo_tests.VARIES}, test
        assert outcomes & {"failed", odoo_tests.VARIES}, test
        assert test[1:].partition(":")[0] in odoo_tests.MODULES, test


def test_worst_part_of_a_test_is_its_outcome(tmp_path):
    outcomes = Outcomes(tmp_path / "outcomes.tsv")
    outcomes.names = {"a": "/sale:TestA.test_a", "b": "/sale:TestA.test_b"}
    for nodeid, outcome in (("a", "passed"), ("a", "failed"), ("a", "passed"), ("b", "passed")):
        outcomes.pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, outcome=outcome))
    outcomes.pytest_sessionfinish()
    assert outcomes.file.read_text() == "/sale:TestA.test_a\tfailed\n/sale:TestA.test_b\tpassed\n"


def test_functions_of_no_class_are_left_out(tmp_path):
    place = {"__module__": "odoo.addons.sale.tests.test_a", "test_tags": {"standard"}}
    test = SimpleNamespace(nodeid="a", cls=type("TestA", (), place), name="test_a")
    items = [test, SimpleNamespace(nodeid="b", cls=None, name="test_file")]
    hook = SimpleNamespace(pytest_deselected=lambda items: None)
    outcomes = Outcomes(tmp_path / "outcomes.tsv")
    outcomes.pytest_collection_modifyitems(SimpleNamespace(hook=hook), items)
    assert items == [test]


@pytest.mark.parametrize("text", [None, ""])
def test_no_outcome_is_no_success(tmp_path, text):
    file = tmp_path / "plain-sale.tsv"
    if text is not None:
        file.write_text(text)
    with pytest.raises(Stop, match="did not run"):
        odoo_tests.read_outcomes(file)


def test_tests_have_the_names_that_odoo_gives_them():
    case = type("TestA", (), {"__module__": "odoo.addons.sale.tests.test_a"})
    assert name_of(case, "test_a") == "/sale:TestA.test_a"


def test_clicks_runs_the_robot_alone(monkeypatch):
    monkeypatch.setattr(
        odoo_tests.pytest, "run_on_copy", lambda arguments: int(arguments[0].exists())
    )
    monkeypatch.setattr(odoo_tests, "_compare", None)
    assert odoo_tests.run([odoo_tests.CLICKS]) == 1


@pytest.fixture(scope="module")
def copy():
    name = f"test_{os.getpid()}_odoo"
    database.copy(templates.ensure_suite(), name)
    yield name
    database.drop(name)


@pytest.mark.parametrize("module", odoo_tests.QUICK)
def test_what_passes_on_plain_odoo_passes_with_the_suite(copy, module):
    outcomes = odoo_tests.run_module(module, {"suite": copy})
    assert len(outcomes["suite"]) > 20
    assert odoo_tests.judge(odoo_tests.listed(), outcomes) == []
