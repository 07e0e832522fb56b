"""Every term of our addons that a person can see is there in Russian, and words that Odoo lacks."""

import io
import re

import polib
import pytest

from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.modules import get_module_path
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name
from odoo.tools.translate import trans_export

from _steps import addons, paths

EXTRA = sorted(paths.ADDONS.glob("*/i18n_extra/ru.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w*\}")


def exported_terms(name):
    """What Odoo itself finds to be translated, in code and in the database."""
    buffer = io.BytesIO()
    with Registry(get_db_name()).cursor() as cursor:
        trans_export(None, [name], buffer, "po", Environment(cursor, SUPERUSER_ID, {}))
    return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}


@pytest.mark.parametrize("name", addons.installable())
def test_russian_is_complete(name):
    path = paths.ADDONS / name / "i18n" / "ru.po"
    terms = exported_terms(name)
    catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
    translated = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    problems = {
        "missing": terms - translated.keys(),
        "no longer used": translated.keys() - terms,
        "empty": {entry.msgid for entry in translated.values() if not entry.msgstr},
        "fuzzy": {entry.msgid for entry in translated.values() if entry.fuzzy},
        "obsolete": {entry.msgid for entry in catalogue.obsolete_entries()},
        "placeholders differ": {
            entry.msgid
            for entry in translated.values()
            if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr))
        },
    }
    assert not {kind: sorted(found) for kind, found in problems.items() if found}


def places(entry):
    """Where Odoo says a term, without the numbers of lines."""
    return {place for place, _line in entry.occurrences}


@pytest.mark.parametrize("path", EXTRA, ids=[path.parts[-3] for path in EXTRA])
def test_words_of_odoo_are_those_that_it_lacks(path):
    """Odoo reads i18n_extra beside i18n: there we say what Odoo itself says in English only."""
    words = polib.pofile(str(path))
    modules = {re.search(r"module: (\w+)", entry.comment)[1] for entry in words}
    lacking = {}
    for module in modules:
        for entry in polib.pofile(f"{get_module_path(module)}/i18n/ru.po"):
            if not entry.obsolete and not entry.msgstr:
                lacking.setdefault(entry.msgid, set()).update(places(entry))
    problems = {
        "not lacking": {e.msgid for e in words if not places(e) <= lacking.get(e.msgid, set())},
        "nowhere": {e.msgid for e in words if not e.occurrences},
        "empty": {e.msgid for e in words if not e.msgstr},
        "placeholders differ": {
            e.msgid
            for e in words
            if sorted(PLACEHOLDER.findall(e.msgid)) != sorted(PLACEHOLDER.findall(e.msgstr))
        },
    }
    assert words
    assert not {kind: sorted(found) for kind, found in problems.items() if found}
