"""Pictures of the guides show what is there today.

With JEWEL_PICTURES set, as bin/pictures does, they are taken anew instead of compared.
"""

import os
import re

import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import database, paths
from tests.fakes.yookassa.driver import FakeYookassa

from . import pictures
from .browser import Screen

RETAKE = "JEWEL_PICTURES" in os.environ
# Whose guide it is.
GUIDES = {
    "manager": "manager",
    "production-head": "head",
    "jeweller": "jeweller",
    "storekeeper": "storekeeper",
    "accountant": "accountant",
    "director": "director",
    "courier": "courier",
    "administrator": "admin",
}

# What the demo has finished was finished just now: for some minutes it can be taken back. Work that
# is still to be done holds in date_finished when it is planned to end.
JUST_FINISHED = """
WITH last AS (SELECT max(date_finished) AS date FROM mrp_workorder WHERE state = 'done')
UPDATE mrp_workorder SET date_finished = now() AT TIME ZONE 'UTC'
  FROM last
 WHERE state = 'done' AND date_finished > last.date - interval '1 hour'
"""


@pytest.fixture(scope="module", autouse=True)
def just_finished(server):
    database.query(JUST_FINISHED, server.database)


@pytest.fixture(scope="module", autouse=True)
def pay_ways(server, tmp_path_factory):
    """What a client pays by; what bin/run connects, too."""
    with FakeYookassa.start(data=tmp_path_factory.mktemp("kassa") / "kassa.sqlite") as kassa:
        server.shell(f"env['payment.provider']._demo_connect({kassa.api_url!r})\nenv.cr.commit()")
        yield


@pytest.fixture(scope="module")
def windows(browser, server):
    """Windows that stay open: nobody logs in twice."""
    opened = {}

    def open_window(login, size):
        if (login, size) not in opened:
            opened[login, size] = Screen(browser, server, login, size)
        return opened[login, size]

    yield open_window
    for window in opened.values():
        window.close()


@capability("A56", "B34")
@pytest.mark.parametrize("picture", pictures.PICTURES, ids=lambda picture: picture.file.stem)
def test_picture_shows_what_is_there(windows, server, picture):
    window = windows(picture.login, picture.size)
    window.errors.clear()
    picture.open(window, server.user(picture.login or "admin"))
    words = pictures.read_words(window)
    if RETAKE:
        pictures.take(picture, window)
        pictures.save_words({**pictures.load_words(), picture.file.name: words})
    assert not window.errors
    assert not window.overflows()
    assert not pictures.find_english(window)
    assert not pictures.find_cut_off(window)
    known = pictures.load_words().get(picture.file.name, [])
    assert words == known, (
        f"picture {picture.file.name} is stale: no longer there {sorted(set(known) - set(words))},"
        f" new {sorted(set(words) - set(known))}; run bin/pictures and look at the guides"
    )


def _ways(user):
    """All ways through the menus that the user has: {("Jewellery", "Stock", "Remains"), ...}."""
    menus = user.get("/web/webclient/load_menus").json()
    found, queue = set(), [(menus[str(child)], ()) for child in menus["root"]["children"]]
    while queue:
        menu, above = queue.pop()
        way = (*above, menu["name"])
        found.add(way)
        queue += [(menus[str(child)], way) for child in menu["children"]]
    return found


@capability("A3")
@pytest.mark.parametrize("guide, login", GUIDES.items())
def test_ways_through_menus_are_there(server, guide, login):
    """«Stock → Remains» of a guide leads somewhere for whom it was written."""
    text = (paths.REPO / "docs" / "guides" / f"{guide}.md").read_text(encoding="utf-8")
    ends = {way[start:] for way in _ways(server.user(login)) for start in range(len(way))}
    named = {
        tuple(" ".join(name.split()) for name in bold.split("→"))
        for bold in re.findall(r"\*\*([^*]+→[^*]+)\*\*", text)
    }
    missing = named - ends
    assert not missing
