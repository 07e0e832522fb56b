"""Odoo 19.0 Community: from ODOO_HOME, or from Debian's package odoo-19."""

import os
from pathlib import Path

from . import apt, paths, proc
from .ui import Stop

SUITE = "sid"
# Odoo's files link to these packages' files. Font Awesome has to be version 4,
# which only the machine's own (stable) suite still carries.
PACKAGES = (
    "odoo-19",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-montserrat",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
OWN_SUITE_PACKAGES = ("fonts-font-awesome",)


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
            apt.unpack(
                "Odoo 19 (about 130 MB)",
                _unpacked(),
                "set ODOO_HOME to an Odoo 19 checkout",
                own_packages=OWN_SUITE_PACKAGES,
                packages=PACKAGES,
                suite=SUITE,
            )
