"""Template databases, named by a hash of everything that they are made from.

core   Odoo's own modules; English active, Russian loaded beside it
suite  core + our addons, without demo data: for the addons' tests
demo   core made Russian + our addons with demo data: for people and for
       end-to-end tests
abroad core + our addons in a company that keeps its own accounts and stages of deals: for
       Odoo's own tests
year   demo + a year of the workshop's life that ends in the week in which it is made: for people
release  demo, of the last release's addons: for the test of an upgrade
"""

import contextlib
import datetime
import hashlib
import json

from . import addons, database, disk, odoo, odoo_source, paths, proc
from .core_modules import CORE_MODULES
from .ui import Stop, step

RUSSIAN_ACCOUNTS = "l10n_ru_jewel"
# Odoo only warns when an addon's demo data cannot be loaded.
_DEMO_FAILED = "demo data failed to install"

_OWN_DEAL = """
env["crm.lead"].create({"name": "Deal", "stage_id": env.ref("crm.stage_lead1").id})
env.cr.commit()
"""
_NO_DEALS = """
env["crm.lead"].search([]).unlink()
env.cr.commit()
"""


def core_name():
    digest = hashlib.sha256(repr(CORE_MODULES).encode())
    digest.update((odoo_source.python_path() / "odoo" / "release.py").read_bytes())
    digest.update((paths.REPO / "requirements.txt").read_bytes())
    return f"template_core_{digest.hexdigest()[:10]}"


def _name(kind):
    digest = hashlib.sha256(core_name().encode())
    for script in odoo.shell_scripts():
        digest.update(script.read_bytes())
    digest.update(json.dumps(addons.hashes(), sort_keys=True).encode())
    return f"template_{kind}_{digest.hexdigest()[:10]}"


def suite_name():
    return _name("suite")


def demo_name():
    return _name("demo")


def abroad_name():
    return _name("abroad")


def year_name():
    """A year that ended some weeks ago would open with empty screens."""
    year, week, _day = datetime.date.today().isocalendar()
    loader = addons.hash_of(paths.ADDONS / "jewel_suite" / "demo_year")
    return f"{_name('year')}_{loader}_{year}w{week:02}"


def ensure_core():
    return _ensure("core", core_name(), _fill_core)


def ensure_suite():
    return _ensure("suite", suite_name(), _fill_suite)


def ensure_demo():
    return _ensure("demo", demo_name(), _fill_demo)


def ensure_abroad():
    return _ensure("abroad", abroad_name(), _fill_abroad)


def ensure_year():
    return _ensure("year", year_name(), _fill_year)


def ensure_release():
    """To be called while the addons on disk are those of the release, see `tests/releases.py`."""
    return _ensure("release", _name("release"), _fill_release)


def _ensure(kind, name, fill):
    """Build under another name, so that a template that exists is complete."""
    if database.exists(name):
        return name
    with proc.lock(paths.local(f"template_{kind}.lock")):
        if not database.exists(name):
            disk.require(paths.LOCAL, 1)
            unfinished = f"template_{kind}_new"
            fill(unfinished)
            database.rename(unfinished, name)
            _drop_older(kind, name)
    return name


def _drop_older(kind, current):
    for name in database.names():
        if name.startswith(f"template_{kind}_") and name != current:
            # Another run may be copying it at this moment: next time, then.
            with contextlib.suppress(Stop):
                database.drop(name)


def _fill_core(name):
    database.drop(name)
    with step(f"Database: {len(CORE_MODULES)} modules of Odoo"):
        _install(name, "-i", CORE_MODULES, "--skip-auto-install")
    # A language that is named when the database is created replaces English, and
    # tests of Odoo and of generic addons compare English texts.
    with step("Database: Russian"):
        odoo.run("database", "i18n", "loadlang", "-d", name, "-l", "ru")


def _fill_suite(name):
    database.copy(ensure_core(), name)
    with step(f"Database for tests: {len(addons.installable())} addons"):
        _install(name, "-i", addons.installable())
    make_bundles(name)


def _fill_abroad(name):
    database.copy(ensure_core(), name)
    settle_abroad(name)
    # A deal at a stage of Odoo's own keeps these stages from being replaced.
    odoo.shell(name, _OWN_DEAL, "database")
    with step(f"Database for Odoo's own tests: {len(addons.installable())} addons"):
        _install(name, "-i", addons.installable())
    odoo.shell(name, _NO_DEALS, "database")
    make_bundles(name)


def settle_abroad(name):
    """A company with an address abroad: our addons leave its accounts and currency alone."""
    database.query(
        "UPDATE res_partner SET city = 'Vienna' WHERE id IN (SELECT partner_id FROM res_company)",
        name,
    )


def _fill_demo(name):
    _fill_release(name)
    make_bundles(name)


def _fill_release(name):
    database.copy(ensure_core(), name)
    with step("Demo database: company, currency, language"):
        odoo.run_script(name, "make_russian.py", "database")
    # Before the others: products of the demo get their taxes when they are created.
    with step("Demo database: Russian accounts"):
        _install(name, "-i", [RUSSIAN_ACCOUNTS])
    with step(f"Demo database: {len(addons.installable())} addons with demo data"):
        install_with_demo(name, "-i", addons.installable())


def _fill_year(name):
    database.copy(ensure_demo(), name)
    with step("Demo database: a year of the workshop (some minutes)"):
        odoo.run_script(name, "load_year.py", "database")


def _install(name, option, modules, *more):
    """Install (-i) or upgrade (-u); returns where in the log its output begins."""
    what = ("-d", name, option, ",".join(modules))
    return odoo.run("database", *what, "--stop-after-init", "--no-http", *more)


def install_with_demo(name, option, modules, *more):
    """Install (-i) or upgrade (-u) addons of ours together with their demo data."""
    with database.demo_over_core(name, addons.names()):
        begin = _install(name, option, modules, "--with-demo", *more)
    log = paths.log("database")
    with log.open("rb") as stream:
        stream.seek(begin)
        if _DEMO_FAILED.encode() in stream.read():
            raise Stop(f"demo data of an addon does not load: read the log ({log})")


def make_bundles(name):
    """Otherwise each test with a browser would make them anew and throw them away."""
    with step("Database: scripts and styles of the pages"):
        odoo.run_script(name, "make_bundles.py", "database")
