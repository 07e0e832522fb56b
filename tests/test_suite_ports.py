"""bin/run refuses ports that cannot work before it does anything else."""

import socket

import pytest

from _steps import suite
from _steps.ui import Stop

VARIABLES = ("JEWEL_PORT", "JEWEL_AMOCRM_PORT", "JEWEL_YOOKASSA_PORT")


@pytest.fixture
def ports(monkeypatch):
    """A free port for each server, none of which runs."""
    monkeypatch.setenv("JEWEL_HOST", "127.0.0.1")
    for server in suite.SERVERS:
        monkeypatch.setattr(server, "is_alive", lambda: False)
    probes = [socket.create_server(("127.0.0.1", 0)) for _variable in VARIABLES]
    found = {name: probe.getsockname()[1] for name, probe in zip(VARIABLES, probes, strict=True)}
    for probe in probes:
        probe.close()
    for variable, port in found.items():
        monkeypatch.setenv(variable, str(port))
    return found


def test_three_free_ports_are_fine(ports):
    suite.check_ports()


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (1, 2)])
def test_two_servers_have_two_ports(ports, monkeypatch, one, other):
    monkeypatch.setenv(VARIABLES[one], str(ports[VARIABLES[other]]))
    with pytest.raises(Stop, match="two different ports") as caught:
        suite.check_ports()
    assert VARIABLES[one] in str(caught.value) and VARIABLES[other] in str(caught.value)


@pytest.mark.parametrize("variable", VARIABLES)
def test_taken_port_is_named(ports, variable):
    with socket.create_server(("127.0.0.1", ports[variable])):
        with pytest.raises(Stop, match=f"choose another port with {variable}"):
            suite.check_ports()
