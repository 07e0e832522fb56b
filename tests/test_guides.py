"""The guides speak of menus, buttons and fields by the names that stand on the screen."""

import re

import polib
import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps import odoo_source, paths

from .e2e import pictures

GUIDES = paths.REPO / "docs" / "guides"
READMES = [paths.REPO / "README.md", paths.REPO / "README.ru.md"]
# Whose words stand on the screens beside ours.
CORE = "account account_payment base base_setup crm mail payment sale stock mrp web".split()
MOST_BYTES, MOST_BYTES_TOGETHER = 150_000, 2_500_000
TAG = re.compile(r"<[^>]+>")
IMAGE = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#:]+)(?:#[^)]*)?\)")


def _catalogues():
    core = odoo_source.python_path() / "odoo" / "addons"
    yield from (core / name / "i18n" / "ru.po" for name in CORE)
    yield from paths.ADDONS.glob("*/i18n/ru.po")


def known_names():
    """Every Russian text of the interface as it is read: without tags, and what is between them."""
    known = set()
    for path in _catalogues():
        for entry in polib.pofile(str(path)):
            for text in [TAG.sub("", entry.msgstr), *TAG.split(entry.msgstr)]:
                known.add(" ".join(text.split()))
    return known


def named_in(text):
    """What a guide sets in bold: one name, or a way through menus, «Склад → Остатки сейчас»."""
    for bold in re.findall(r"\*\*([^*]+)\*\*", text):
        yield from (" ".join(name.split()) for name in bold.split("→"))


@capability("A3")
def test_every_role_has_its_guide():
    index = (GUIDES / "README.md").read_text(encoding="utf-8")
    guides = {path.name for path in GUIDES.glob("*.md")} - {"README.md"}
    assert guides == {link for link in LINK.findall(index) if "/" not in link}
    assert len(guides) == 8


@capability("A3")
def test_names_in_the_guides_stand_on_the_screen():
    known = known_names()
    wrong = {
        path.name: unknown
        for path in GUIDES.glob("*.md")
        if (unknown := set(named_in(path.read_text(encoding="utf-8"))) - known)
    }
    assert not wrong


@pytest.mark.parametrize("path", [*sorted(GUIDES.glob("*.md")), *READMES], ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not [
        link
        for link in [*IMAGE.findall(text), *LINK.findall(text)]
        if not (path.parent / link).exists()
    ]


def test_pictures_are_those_of_the_table_and_small():
    ours = {picture.file for picture in pictures.PICTURES}
    assert len(ours) == len(pictures.PICTURES)
    assert set(pictures.FOLDER.glob("*.png")) == ours
    assert set(pictures.load_words()) == {file.name for file in ours}
    sizes = {file.name: file.stat().st_size for file in ours}
    assert not {name: size for name, size in sizes.items() if size > MOST_BYTES}
    assert sum(sizes.values()) <= MOST_BYTES_TOGETHER


def test_every_picture_is_shown():
    pages = [*GUIDES.glob("*.md"), *READMES]
    shown = {
        (path.parent / link).resolve()
        for path in pages
        for link in IMAGE.findall(path.read_text(encoding="utf-8"))
    }
    assert not {picture.file.resolve() for picture in pictures.PICTURES} - shown
