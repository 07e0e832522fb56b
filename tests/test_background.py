import sys

import pytest

from _steps import suite
from _steps.background import Background

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def servers(tmp_path, monkeypatch):
    """Two programs in the place of the suite's."""
    found = (Background("one"), Background("two"))
    for server in found:
        server.note, server.log = tmp_path / f"{server.name}.json", tmp_path / f"{server.name}.log"
        server.start(SLEEP, {})
    monkeypatch.setattr(suite, "SERVERS", found)
    yield found
    for server in found:
        server.stop()


def test_servers_started_anew_are_not_those_of_before(servers):
    started = suite.identities()
    assert len(started) == 2
    assert not suite.taken_over(started)
    servers[0].stop()
    assert suite.identities() != started
    assert not suite.taken_over(started), "one has ended, none is new"
    servers[0].start(SLEEP, {})
    assert suite.taken_over(started)


def test_number_given_to_another_program_is_not_ours(servers):
    note = servers[0].note
    note.write_text(note.read_text().replace('"started": ', '"started": 1'))
    assert servers[0].identity() is None
    assert not servers[0].stop()
    assert not note.exists()
