"""`kill -9` before each outgoing call, between call and answer, between answer and commit.

Real processes die, the scheduler goes on by itself: nothing is lost, doubled or stuck.
"""

import contextlib
import re

import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import paths
from tests.fakes.amocrm.gateway import Gateway
from tests.fakes.yookassa.driver import FakeYookassa

from .deadly import calls, exchange, payments
from .deadly.trap import Trap
from .deadly.world import World
from .servers import OdooServer


@pytest.fixture(scope="module")
def kassa(tmp_path_factory):
    data = tmp_path_factory.mktemp("yookassa") / "kassa.sqlite"
    with FakeYookassa.start(data=data, notify_retry_scale=0.005) as fake:
        yield fake


@pytest.fixture(scope="module")
def gateway(amo, tmp_path_factory):
    """amoCRM's own hosts."""
    with Gateway(amo.base_url, tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="module")
def world(database_name, amo, kassa, gateway, tmp_path_factory):
    """Odoo, connected to both, under whose processes a trap may be set."""
    trap = Trap(tmp_path_factory.mktemp("trap"))
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    environment = gateway.environment | trap.environment
    World.prepare(database_name)
    server = OdooServer(database_name, log, environment=environment).start()
    try:
        with contextlib.closing(World(server, amo, kassa, trap)) as told:
            yield told
    finally:
        server.stop()


def _tell(world, story, deadly):
    """Tell the story until Odoo has died at each point of each of its calls."""
    world.trap.load(deadly)
    try:
        while world.trap.waiting:
            before = world.trap.waiting
            story(world)
            world.trap.disarm()
            assert world.trap.waiting != before, f"nobody makes {before}"
    finally:
        world.trap.disarm()
        world.rest()


def _stories(module):
    return pytest.mark.parametrize(
        ("story", "deadly"),
        [pytest.param(*item, id=item[0].__name__) for item in module.STORIES.items()],
    )


@capability("A21", "A22")
@_stories(payments)
def test_money(world, story, deadly):
    _tell(world, story, deadly)


@capability("A1")
@_stories(exchange)
def test_exchange(world, story, deadly):
    _tell(world, story, deadly)


@capability("A22", "A25")
def test_books_are_those_of_yookassa(world):
    """After all stories: each payment and each refund is booked once."""
    world.until(lambda: not payments.books_differ(world), "all is booked", payments.BOOK)


def test_no_other_call_was_made(world):
    assert world.trap.journal() <= set(calls.of_stories())


def test_no_other_call_can_be_made():
    """Whoever adds a call adds the story that shows what becomes of it."""
    assert calls.modules_that_call() == {
        "amocrm_connector/client.py",
        "amocrm_connector/drive.py",
        "amocrm_connector/models/amocrm_account_token.py",
        "payment_yookassa/client.py",
    }
    assert calls.unknown_paths() == {}


def test_every_call_is_explained():
    """docs/reliability.md has one row for each call, with its stories."""
    rows = {}
    for line in (paths.REPO / "docs/reliability.md").read_text(encoding="utf-8").splitlines():
        cells = line.strip("|").split("|")
        if call := re.fullmatch(r" `([A-Z]+ /.*)` ", cells[0]):
            rows[call[1]] = re.findall(r"`(\w+)`", cells[-1])
    assert rows == calls.of_stories()
