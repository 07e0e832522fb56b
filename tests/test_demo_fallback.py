"""bin/run opens with the small demo data when the demo year does not load, and says so."""

from _steps import live_database, templates
from _steps.ui import Stop


def test_year_that_does_not_load_leaves_the_demo_data(monkeypatch, capsys):
    def fail():
        raise Stop("a payment is older than its deal")

    monkeypatch.setattr(templates, "ensure_demo", lambda: "demo")
    monkeypatch.setattr(templates, "ensure_year", fail)
    assert live_database._year_or_demo() == "demo"
    assert "a payment is older than its deal" in capsys.readouterr().out


def test_year_that_loads_is_taken(monkeypatch):
    monkeypatch.setattr(templates, "ensure_demo", lambda: "demo")
    monkeypatch.setattr(templates, "ensure_year", lambda: "year")
    assert live_database._year_or_demo() == "year"
