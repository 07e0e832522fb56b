"""Payments through a failing YooKassa with lying notifications and kills: each is booked once."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

from tests.fakes.yookassa.driver import FakeYookassa

from .payment_chaos import PaymentChaos
from .servers import OdooServer

COUNT, KILLS = 40, 2


@pytest.fixture
def kassa(tmp_path):
    with FakeYookassa.start(data=tmp_path / "kassa.sqlite") as fake:
        yield fake


@pytest.fixture
def plain_server(database_name, tmp_path):
    """Odoo that is connected to nothing."""
    server = OdooServer(database_name, tmp_path / "odoo.log").start()
    yield server
    server.stop()


@capability("A21", "A22")
def test_every_payment_is_booked_once(plain_server, kassa):
    chaos = PaymentChaos(plain_server, kassa, COUNT, KILLS)
    chaos.run()
    assert chaos.differences() == {
        "paid, not booked exactly once": 0,
        "booked, not paid": 0,
        "difference of the sums": 0,
    }
    assert chaos.done["paid at YooKassa"] == chaos.done["pays"] > COUNT / 2
    assert chaos.done["kills"] == KILLS
    assert any(what.startswith("forged") for what in chaos.done)
