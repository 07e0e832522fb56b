"""nginx for the tests: the machine's own, or Debian's package: unpacked, as installed it runs."""

import os
import shutil

from . import apt, paths, proc

PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"


def program():
    return shutil.which("nginx", path=PATH) or str(_unpacked() / "usr/sbin/nginx")


def _unpacked():
    return paths.cache() / "nginx"


def ensure():
    with proc.lock(paths.cache() / "nginx.lock"):
        if not os.access(program(), os.X_OK):
            apt.unpack("nginx", _unpacked(), "install nginx", own_packages=("nginx",))
