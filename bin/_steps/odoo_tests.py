"""Odoo's own tests on plain Odoo and on Odoo with the suite: what passes there must pass here.

Tests that fail on either are listed with the reason (TABLE); docs/odoo-tests.md tells about them.
"""

import contextlib
import csv
import os
import subprocess

from . import database, odoo_source, paths, pytest, templates
from .ui import Stop, say, step

# What the suite builds on, the quick ones first.
MODULES = (
    "payment",
    "portal",
    "sale_crm",
    "account_payment",
    "sale_management",
    "mrp_account",
    "sale_mrp",
    "sale_stock",
    "sale",
    "crm",
    "mrp",
    "stock_account",
    "stock",
    "account",
)
# These run in every bin/test, with the suite only.
QUICK = ("payment", "portal", "account_payment")
KINDS = ("plain", "suite")
# Odoo's robot, which clicks on everything; with the suite only.
CLICKS = "clicks"
ROBOT = paths.REPO / "tests" / "e2e" / "click_everywhere.py"
# In the list: an outcome that depends on what ran before.
VARIES = "varies"
TABLE = paths.REPO / "tests" / "odoo_failures.tsv"


def run(modules):
    """Exit status of the robot and of the comparison; differences from the list are printed."""
    choice = (CLICKS, *MODULES)
    if unknown := sorted(set(modules) - set(choice)):
        raise Stop(f"not compared: {', '.join(unknown)}; choose of {', '.join(choice)}")
    modules = list(modules or choice)
    status = 0
    if CLICKS in modules:
        modules.remove(CLICKS)
        status = pytest.run_on_copy([ROBOT, "-v", "--durations=0"])
    return (_compare(modules) if modules else 0) or status


def _compare(modules):
    """Exit status of the comparison."""
    complaints = []
    with _databases() as databases:
        for module in modules:
            with step(f"Odoo's own tests: {module}"):
                outcomes = run_module(module, databases)
            for kind, found in outcomes.items():
                say(f"{module}, {kind}: {_count(found)}")
            complaints += judge(listed(), outcomes)
    print(*complaints, sep="\n", flush=True)
    return 1 if complaints else 0


@contextlib.contextmanager
def _databases():
    """{kind: name of its database}, dropped at the end."""
    pytest.drop_leftovers()
    names = {kind: f"test_{os.getpid()}_{kind}" for kind in KINDS}
    try:
        _copy_plain(names["plain"])
        database.copy(templates.ensure_abroad(), names["suite"])
        yield names
    finally:
        for name in names.values():
            database.drop(name)


def _copy_plain(name):
    database.copy(templates.ensure_core(), name)
    templates.settle_abroad(name)
    # Debian's package lacks this file; without this row no page of the back end would load.
    database.query(
        "INSERT INTO ir_asset (name, bundle, directive, path, sequence, active) VALUES ("
        " 'absent', 'web.assets_backend', 'remove',"
        " 'mail/static/lib/selfie_segmentation/selfie_segmentation.js', 16, true)",
        name,
    )
    templates.make_bundles(name)


def run_module(module, databases):
    """{kind: {test: outcome}} of a module's tests, on all ``databases`` at a time."""
    tests = odoo_source.python_path() / "odoo" / "addons" / module / "tests"
    files, processes = {}, []
    try:
        for kind, name in databases.items():
            files[kind] = paths.local("odoo_tests", f"{kind}-{module}.tsv")
            files[kind].unlink(missing_ok=True)
            processes.append(_start(name, tests, files[kind]))
        for process in processes:
            process.wait()
    finally:
        for process in processes:
            process.terminate()
    return {kind: read_outcomes(file) for kind, file in files.items()}


def _start(name, tests, file):
    arguments = ["-p", "tests.odoo_outcomes", f"--outcomes={file}", "-q", "--tb=short", tests]
    environment = pytest.environment(name)
    with file.with_suffix(".log").open("wb") as log:
        return subprocess.Popen(
            pytest.command(name, arguments),
            cwd=paths.REPO,
            # This may itself be a test that a process of pytest-xdist runs.
            env={key: value for key, value in environment.items() if "PYTEST" not in key},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def read_outcomes(file):
    """{test: outcome} that the plugin wrote.

    :raise Stop: no test has run: that is no success
    """
    lines = file.read_text().splitlines() if file.exists() else []
    if not lines:
        raise Stop(f"Odoo's tests did not run: read {file.with_suffix('.log')}")
    return dict(line.split("\t") for line in lines)


def _count(found):
    outcomes = list(found.values())
    return ", ".join(
        f"{outcomes.count(outcome)} {outcome}"
        for outcome in ("passed", "failed", "skipped")
        if outcome in outcomes
    )


# === COMPARISON === #


def listed():
    """{test: {"plain": outcome, "suite": outcome, "reason": words}} of the kept list."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {row.pop("test"): row for row in csv.DictReader(stream, delimiter="\t")}


def judge(kept, outcomes):
    """Lines about tests that ended otherwise than the list says.

    :param kept: ``listed()``; a test that is not in it passes, or is skipped, everywhere
    :param outcomes: {kind: {test: outcome}}; with both kinds, listed tests that are gone from the
        modules that were run are told, too
    """
    tests = set().union(*outcomes.values())
    if len(outcomes) == len(KINDS):
        modules = {_module(test) for test in tests}
        tests |= {test for test in kept if _module(test) in modules}
    complaints = []
    for test in sorted(tests):
        found = {kind: outcome.get(test, "missing") for kind, outcome in outcomes.items()}
        row = kept.get(test)
        if row:
            is_known = all(row[kind] in (outcome, VARIES) for kind, outcome in found.items())
        else:
            is_known = set(found.values()) in ({"passed"}, {"skipped"})
        if not is_known:
            wanted = _words({kind: row[kind] for kind in found}) if row else "not in the list"
            complaints.append(f"{test}: {_words(found)} ({wanted})")
    return complaints


def _module(test):
    return test[1:].partition(":")[0]


def _words(outcomes):
    return ", ".join(f"{kind} {outcome}" for kind, outcome in outcomes.items())
