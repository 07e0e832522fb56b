"""For all tests, those of the addons and those in tests/."""

import contextlib

import pytest
import pytest_odoo
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from _steps import database

pytest_plugins = ["tests.capabilities"]

# How fast examples are made depends on who else is at work on the machine.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@contextlib.contextmanager
def _own_filestore(original, name):
    """pytest-odoo lets the processes of a run share one filestore, but Odoo cleans it after each
    class of tests: one process would take away the files that another has just attached.
    """
    if name == original:
        yield
        return
    database.drop_files(name)
    database.copy_files(original, name)
    try:
        yield
    finally:
        database.drop_files(name)


pytest_odoo._shared_filestore = _own_filestore

# Share -> its place in the order of work; the others follow.
_LONGEST = {"stories": 0, "tests/test_existing_odoo.py": 1, "tests/test_upgrade.py": 2}


def _share(path):
    """What one process does in one go: the tests of a file, or all stories.

    The stories start servers and a browser and watch the clock: no two of them may
    run at a time.
    """
    file = path.split("::")[0]
    return "stories" if file.startswith("tests/e2e/") else file


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """The longest share first.

    Stories have deadlines in seconds, which a busy machine may miss: each has a second chance,
    and the summary names those that needed it (``RERUN``).
    """
    items.sort(key=lambda item: _LONGEST.get(_share(item.nodeid), len(_LONGEST)))
    for item in items:
        if _share(item.nodeid) == "stories":
            item.add_marker(pytest.mark.flaky(reruns=1))


class Scheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        return _share(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)
