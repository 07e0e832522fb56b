"""A whole installation per test module: database, Odoo's processes, fake amoCRM, Chromium."""

import os

import pytest

from _steps import database, templates
from tests.fakes.amocrm.driver import FakeAmo

from .browser import Screen, chromium
from .servers import OdooServer


@pytest.fixture(scope="module")
def database_name(request):
    """A copy of the demo database that only this module sees."""
    name = f"test_{os.getpid()}_{request.module.__name__.rsplit('_', 1)[-1]}"
    database.copy(templates.ensure_demo(), name)
    yield name
    database.drop(name)


@pytest.fixture(scope="module")
def amo(tmp_path_factory):
    with FakeAmo.start(data=tmp_path_factory.mktemp("amocrm") / "amocrm.sqlite") as fake:
        yield fake


@pytest.fixture(scope="module")
def server(database_name, amo, tmp_path_factory):
    """Odoo that is connected to the fake amoCRM."""
    odoo_server = OdooServer(database_name, tmp_path_factory.mktemp("odoo") / "odoo.log")
    odoo_server.start()
    odoo_server.shell(
        f"env['amocrm.account']._demo_connect({amo.base_url!r}, {odoo_server.url!r})\n"
        "env.cr.commit()"
    )
    yield odoo_server
    odoo_server.stop()


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def screen(browser, server):
    """Open windows of users: `screen("head")`, `screen("jeweller", "phone")`."""
    opened = []

    def open_screen(login, size="desktop", **kwargs):
        opened.append(Screen(browser, server, login, size, **kwargs))
        return opened[-1]

    yield open_screen
    for window in opened:
        window.close()
