"""Plugin of pytest for Odoo's own tests: writes down how each of them ended.

One line a test: ``/module:Class.test`` (Odoo's own way to name it, see --test-tags), a tab,
``passed``, ``failed`` or ``skipped``. Tests that Odoo itself leaves out of a normal run
(tagged ``-standard``) are left out here.
"""

from pathlib import Path

import pytest

# The worst of setting up, running, a part of it (subTest) and tearing down counts.
_SEVERITY = ("passed", "skipped", "failed")


def pytest_addoption(parser):
    parser.addoption("--outcomes", type=Path, required=True, help="file for the outcomes")


def pytest_configure(config):
    config.pluginmanager.register(Outcomes(config.getoption("--outcomes")))


class Outcomes:
    def __init__(self, file):
        self.file = file
        self.names = {}
        self.outcomes = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        # Odoo runs no functions that belong to no class.
        standard = [item for item in items if item.cls and "standard" in item.cls.test_tags]
        config.hook.pytest_deselected(items=[item for item in items if item not in standard])
        items[:] = standard
        self.names = {item.nodeid: name_of(item.cls, item.name) for item in items}

    def pytest_runtest_logreport(self, report):
        name = self.names[report.nodeid]
        known = self.outcomes.get(name, "passed")
        self.outcomes[name] = max(known, report.outcome, key=_SEVERITY.index)

    def pytest_sessionfinish(self):
        lines = [f"{name}\t{outcome}\n" for name, outcome in sorted(self.outcomes.items())]
        self.file.write_text("".join(lines))


def name_of(cls, test):
    module = cls.__module__.removeprefix("odoo.addons.").split(".")[0]
    return f"/{module}:{cls.__name__}.{test}"
