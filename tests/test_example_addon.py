"""The addon that docs/extending.md explains installs on the suite, and its own tests pass."""

import os
import re

import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import database, odoo, paths, templates

ADDON = "jewel_example_thanks"
FOLDER = paths.REPO / "docs" / "examples"
RESULT = re.compile(r"0 failed, 0 error\(s\) of (\d+) tests")


@pytest.fixture
def copy():
    name = f"test_{os.getpid()}_example"
    database.copy(templates.ensure_suite(), name)
    yield name
    database.drop(name)


@capability("A3")
def test_example_installs_and_its_tests_pass(copy):
    begin = odoo.run(
        "example",
        *("-d", copy, "-i", ADDON, "--test-tags", f"/{ADDON}", "--stop-after-init", "--no-http"),
        *("--addons-path", f"{paths.ADDONS},{FOLDER}"),
    )
    with paths.log("example").open(encoding="utf-8", errors="replace") as stream:
        stream.seek(begin)
        result = RESULT.search(stream.read())
    assert result, "its tests were run"
    assert int(result[1]) == (FOLDER / ADDON / "tests/test_thanks.py").read_text().count("def test")


def test_hooks_that_the_page_names_are_there():
    page = (paths.REPO / "docs" / "extending.md").read_text(encoding="utf-8")
    files = [*paths.ADDONS.rglob("*.py"), *FOLDER.rglob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r"[`.](_[a-z_]+)\(", page))
    assert len(named) > 15
    assert not {name for name in named if f"def {name}(" not in sources}


def test_suite_does_not_install_it():
    assert not (paths.ADDONS / ADDON).exists()
    shown = (paths.REPO / "docs" / "extending.md").read_text(encoding="utf-8")
    for path in (FOLDER / ADDON).rglob("*.py"):
        assert path.name == "__init__.py" or path.name in shown, f"{path.name} is not explained"
