"""Two Odoo servers on one database share the exchange; one of them is killed in the middle."""

from collections import Counter

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .servers import OdooServer, eventually

DEALS = 60
KILL_AT = 15
PATIENCE = 180
LIMIT = 7


@pytest.fixture
def second_node(database_name, server, tmp_path):
    """Another server, started as on another machine."""
    node = OdooServer(database_name, tmp_path / "second.log")
    node.start()
    yield node
    node.stop()


def _also_tell(amo, node):
    """Hooks come to both servers, as through a balancer that is in doubt."""
    [hook] = amo.webhooks()
    key = hook["destination"].rpartition("/")[2]
    amo.add_webhook(f"{node.url}/amocrm/webhook/{key}", hook["settings"])


def _arrived(admin):
    """How many of the deals are in Odoo, and under how many names."""
    leads = admin.search_read("crm.lead", [("name", "=like", "Узел %")], ["name"])
    return Counter(lead["name"] for lead in leads)


def _most_in_a_second(entries):
    """The largest number of requests within any second."""
    times = sorted(entry["time"] for entry in entries)
    return max(sum(start <= time < start + 1 for time in times) for start in times)


@capability("A1")
def test_each_deal_once_and_the_limit_kept(server, second_node, amo):
    _also_tell(amo, second_node)
    admin = second_node.user("admin")
    amo.clear_journal()
    for number in range(DEALS):
        amo.create_deal(
            name=f"Узел {number}", price=1000 + number, contact={"name": f"Клиент {number}"}
        )
    eventually(lambda: len(_arrived(admin)) >= KILL_AT, PATIENCE, "the first deals are in Odoo")
    server.kill()
    assert len(_arrived(admin)) < DEALS, "killed too late to show anything"

    eventually(lambda: len(_arrived(admin)) == DEALS, PATIENCE, "all deals are in Odoo")
    eventually(lambda: not admin.count("amocrm.mark", []), PATIENCE, "nothing waits any more")
    assert set(_arrived(admin).values()) == {1}
    clients = admin.search_read("res.partner", [("name", "=like", "Клиент %")], ["name"])
    assert sorted(Counter(client["name"] for client in clients).values()) == [1] * DEALS

    asked = amo.journal(path="^/api/")
    refused = [entry for entry in asked if entry["status"] == 429]
    assert _most_in_a_second([entry for entry in asked if entry["status"] != 429]) <= LIMIT
    assert len(refused) <= 3, f"{len(refused)} of {len(asked)} requests came too fast"
