"""Odoo 19.0 Community: from ODOO_HOME, or from Debian's package odoo-19.

The package is unpacked into the cache without being installed. A private apt
root does the download, so that the machine's own package sources stay as they
are; the mirror's address is asked from the machine's configuration.
"""

import os
import shutil
from pathlib import Path

from . import disk, paths, proc
from .ui import Stop, step

SUITE = "sid"
# Odoo's files link to these packages' files. Font Awesome has to be version 4,
# which only the machine's own (stable) suite still carries.
PACKAGES = (
    f"odoo-19/{SUITE}",
    f"fonts-roboto-unhinted/{SUITE}",
    f"fonts-inconsolata/{SUITE}",
    f"fonts-montserrat/{SUITE}",
    f"libjs-jquery/{SUITE}",
    f"libjs-jquery-form/{SUITE}",
    f"libjs-underscore/{SUITE}",
)
OWN_SUITE_PACKAGES = ("fonts-font-awesome",)
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def _given():
    home = os.environ.get("ODOO_HOME")
    return Path(home).expanduser().absolute() if home else None


def _unpacked():
    return paths.cache() / "odoo-19.0"


def python_path():
    """Folder that holds the package `odoo`."""
    return _given() or _unpacked() / "usr/lib/python3/dist-packages"


def launcher():
    """The script that is Odoo's command line."""
    return _given() / "odoo-bin" if _given() else _unpacked() / "usr/bin/odoo"


def ensure():
    if _given():
        if not (python_path() / "odoo" / "release.py").exists():
            raise Stop("ODOO_HOME has no odoo/release.py: name the top of an Odoo 19 checkout")
        return
    if (python_path() / "odoo").exists():
        return
    with proc.lock(paths.cache() / "odoo.lock"):
        if not (python_path() / "odoo").exists():
            _download_and_unpack()


def _download_and_unpack():
    cache = paths.cache()
    disk.require(cache, 3)
    work = cache / "apt"
    shutil.rmtree(work, ignore_errors=True)
    with step("Odoo 19: package lists"):
        env, own_suite = _private_apt(work)
        proc.run(["apt-get", "update", "--error-on=any"], "download", env=env)
    debs = work / "debs"
    debs.mkdir()
    with step("Odoo 19: download (about 130 MB)"):
        names = [*PACKAGES, *(f"{name}/{own_suite}" for name in OWN_SUITE_PACKAGES)]
        proc.run(["apt-get", "download", *names], "download", env=env, cwd=debs)
    with step("Odoo 19: unpack"):
        unpacked = work / "root"
        for deb in sorted(debs.glob("*.deb")):
            proc.run(["dpkg-deb", "-x", deb, unpacked], "download")
        unpacked.rename(_unpacked())
        shutil.rmtree(work)


def _private_apt(work):
    """Environment and own suite's name for apt with a state of its own in `work`."""
    uri, own_suite = _mirror()
    for folder in ("lists/partial", "archives/partial", "empty"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources.list").write_text(
        "".join(f"deb [signed-by={KEYRING}] {uri} {suite} main\n" for suite in (SUITE, own_suite))
    )
    settings = {
        "Dir::State::lists": work / "lists",
        "Dir::State::status": work / "status",
        "Dir::Cache": work,
        "Dir::Cache::archives": work / "archives",
        "Dir::Etc::sourcelist": work / "sources.list",
        "Dir::Etc::sourceparts": work / "empty",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": work / "empty",
        # As root, apt would hand the download to user _apt, who cannot write here.
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    config = work / "apt.conf"
    config.write_text("".join(f'{key} "{value}";\n' for key, value in settings.items()))
    return {**os.environ, "APT_CONFIG": str(config), "LC_ALL": "C.UTF-8"}, own_suite


def _mirror():
    """Address and suite of the machine's own Debian mirror."""
    if not shutil.which("apt-get"):
        raise Stop("this is not Debian: set ODOO_HOME to an Odoo 19 checkout")
    own_suite = _own_suite()
    listed = proc.output(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Created-By: Packages",
        ]
    )
    for line in listed.splitlines():
        uri, suite, component = line.split()
        if (suite, component) == (own_suite, "main"):
            return uri, own_suite
    raise Stop(
        f"apt has no source for Debian {own_suite}: add one to /etc/apt, "
        "or set ODOO_HOME to an Odoo 19 checkout"
    )


def _own_suite():
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    raise Stop("/etc/os-release names no release: set ODOO_HOME to an Odoo 19 checkout")
