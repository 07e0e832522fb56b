"""Everything that Odoo needs to run from this clone, each step only if missing."""

from . import debian, odoo_source, postgres, venv


def ensure():
    debian.ensure()
    odoo_source.ensure()
    venv.ensure()
    postgres.ensure()
