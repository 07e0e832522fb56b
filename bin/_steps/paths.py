"""Where things live: the clone, its .local folder, the cache shared by clones."""

import hashlib
import os
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
ADDONS = REPO / "addons"
LOCAL = REPO / ".local"


def program():
    return Path(sys.argv[0]).name


def clone_id():
    """Short name of this clone for things that must live outside of it."""
    return hashlib.sha256(str(REPO).encode()).hexdigest()[:8]


def cache():
    """Folder for downloads and what is built from them only; never for data."""
    given = os.environ.get("JEWEL_CACHE")
    if given:
        folder = Path(given).expanduser().absolute()
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(base) / "jewel-erp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def local(*parts):
    """A path in .local whose parent folder exists."""
    path = LOCAL.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def log(name):
    return local("log", f"{name}.log")


def config():
    """Odoo's configuration; as for Odoo itself, ODOO_RC names another one."""
    return Path(os.environ.get("ODOO_RC") or REPO / "odoo.conf")


def data_dir():
    """Filestores and sessions; as for Odoo itself, ODOO_DATA_DIR names another folder."""
    folder = Path(os.environ.get("ODOO_DATA_DIR") or local("data"))
    folder.mkdir(exist_ok=True)
    return folder
