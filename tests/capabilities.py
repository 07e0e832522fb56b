"""pytest plugin: which capabilities of the suite its tests have shown.

A test names them in the attribute `capabilities` (a set of ids) of its function or
class. tests/capabilities.tsv has the ids with their titles. A capability is shown
when all tests that name it were run, at least one, and none failed.
"""

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "capabilities.tsv"
REPORT = ROOT / "docs" / "capabilities.md"
PROPERTY = "capabilities"


def titles():
    """{id: title} in the table's order."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return {row["id"]: row["capability"] for row in rows}


def pytest_addoption(parser):
    parser.addoption(
        "--write-capabilities",
        action="store_true",
        help="write docs/capabilities.md when everything has passed",
    )


def pytest_configure(config):
    # With xdist, reports of all processes arrive in the main one.
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Collector(config), "capability-collector")


def pytest_collection_modifyitems(items):
    known = titles()
    for item in items:
        named = _named_by(item)
        if unknown := sorted(named - known.keys()):
            raise pytest.UsageError(f"{item.nodeid}: {TABLE.name} has no {', '.join(unknown)}")
        if named:
            item.user_properties.append((PROPERTY, sorted(named)))


def _named_by(item):
    owners = (getattr(item, "cls", None), getattr(item, "obj", None))
    return frozenset().union(*(getattr(owner, "capabilities", ()) for owner in owners))


class Collector:
    def __init__(self, config):
        self.config = config
        self.passed = defaultdict(set)
        self.failed = set()
        self.exit_status = None

    def pytest_runtest_logreport(self, report):
        for ident in dict(report.user_properties).get(PROPERTY, ()):
            if report.failed:
                self.failed.add(ident)
            elif report.passed and report.when == "call":
                self.passed[ident].add(report.nodeid)

    def pytest_sessionfinish(self, exitstatus):
        self.exit_status = exitstatus

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self):
        """After pytest's own closing line."""
        shown = [ident for ident in titles() if ident in self.passed.keys() - self.failed]
        if shown:
            print(f"\nCapabilities shown: {len(shown)}")
            for ident in shown:
                print(f"  {ident:<4} {titles()[ident]}")
        if self.config.getoption("--write-capabilities") and self.exit_status == 0:
            self._write(shown)

    def _write(self, shown):
        lines = [
            "# Capabilities shown by tests",
            "",
            "Written by `bin/test` after a complete run without failures.",
            "",
            "| id | capability | tests |",
            "|---|---|---|",
        ]
        for ident in shown:
            tests = "<br>".join(f"`{name}`" for name in sorted(self.passed[ident]))
            lines.append(f"| {ident} | {titles()[ident]} | {tests} |")
        content = "\n".join(lines) + "\n"
        if not REPORT.exists() or REPORT.read_text(encoding="utf-8") != content:
            unfinished = REPORT.with_suffix(".new")
            unfinished.write_text(content, encoding="utf-8")
            os.replace(unfinished, REPORT)
