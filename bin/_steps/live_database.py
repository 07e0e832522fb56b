"""The database that people work in: made once, upgraded when addons change."""

import json

from . import addons, database, templates
from .ui import Stop, say, step

NAME = "jewel"


def ensure(small=False):
    """The database exists and has the addons as they are on disk.

    :param small: a new one opens without the demo year
    """
    if not database.exists(NAME):
        _create(templates.ensure_demo() if small else _year_or_demo())
    installed = _noted_hashes()
    current = addons.hashes()
    changed = [name for name in current if installed.get(name) != current[name]]
    if changed:
        with step(f"Upgrade of {len(changed)} changed addons"):
            # Terms that were translated otherwise before would keep their old translation.
            templates.install_with_demo(NAME, "-u", changed, "--i18n-overwrite")
        _note_hashes(current)


def _year_or_demo():
    """A year that does not load is no reason to open with nothing."""
    demo = templates.ensure_demo()
    try:
        return templates.ensure_year()
    except Stop as failure:
        say(f"opening without the demo year: {failure}")
        return demo


def _create(template):
    hashes = addons.hashes()
    with step(f"Database {NAME}"):
        database.copy(template, NAME)
        database.renew_identity(NAME)
        database.commit_durably(NAME)
        _note_hashes(hashes)


# The note is PostgreSQL's comment on the database: it is there exactly as long as
# the database, and an upgrade that was cut off leaves the old one.


def _noted_hashes():
    rows = database.query(
        f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{NAME}'"
    )
    return json.loads(rows[0][0] or "{}")


def _note_hashes(hashes):
    database.query(f"COMMENT ON DATABASE {NAME} IS '{json.dumps(hashes)}'")


def remove():
    database.drop(NAME)


def logins():
    """{login: name} of the people who can log in."""
    return dict(
        database.query(
            "SELECT u.login, p.name FROM res_users u"
            " JOIN res_partner p ON p.id = u.partner_id"
            " WHERE u.active AND NOT u.share AND u.id > 1 ORDER BY u.id",
            NAME,
        )
    )


def set_addresses(public, inside):
    """Where links point to, and where the PDF printer fetches styles from."""
    database.set_parameter(NAME, "web.base.url", public)
    database.set_parameter(NAME, "report.url", inside)
