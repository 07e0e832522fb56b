"""Debian packages that are unpacked into the cache without being installed.

A private apt root does the download, so that the machine's own package sources
stay as they are; the mirror's address is asked from the machine's configuration.
"""

import os
import shutil
from pathlib import Path

from . import disk, paths, proc
from .ui import Stop, step

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
GIGABYTES = 3


def unpack(title, target, instead, own_packages=(), packages=(), suite=None):
    """Download packages and unpack them into ``target``, which is there when all is in it.

    :param title: what it is, for whoever waits
    :param instead: what to do where this cannot be done
    :param own_packages: names of packages of the machine's own suite
    :param packages: names of packages of another ``suite``
    :raise Stop: this is no Debian, or it has no source for its own suite
    """
    if not shutil.which("apt-get"):
        raise Stop(f"this is not Debian: {instead}")
    disk.require(paths.cache(), GIGABYTES)
    work = paths.cache() / f"apt-{target.name}"
    shutil.rmtree(work, ignore_errors=True)
    with step(f"{title}: package lists"):
        own_suite = _own_suite()
        uri = _mirror(own_suite)
        if not uri:
            raise Stop(
                f"apt has no source for Debian {own_suite}: add one to /etc/apt, or {instead}"
            )
        env = _private_apt(work, uri, filter(None, (suite, own_suite)))
        proc.run(["apt-get", "update", "--error-on=any"], "download", env=env)
    debs = work / "debs"
    debs.mkdir()
    with step(f"{title}: download"):
        names = [f"{name}/{own_suite}" for name in own_packages]
        names += [f"{name}/{suite}" for name in packages]
        proc.run(["apt-get", "download", *names], "download", env=env, cwd=debs)
    with step(f"{title}: unpack"):
        unpacked = work / "root"
        for deb in sorted(debs.glob("*.deb")):
            proc.run(["dpkg-deb", "-x", deb, unpacked], "download")
        unpacked.rename(target)
        shutil.rmtree(work)


def _private_apt(work, uri, suites):
    """Environment for apt with a state of its own in `work`."""
    for folder in ("lists/partial", "archives/partial", "empty"):
        (work / folder).mkdir(parents=True)
    (work / "status").touch()
    (work / "sources.list").write_text(
        "".join(f"deb [signed-by={KEYRING}] {uri} {suite} main\n" for suite in suites)
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
    return {**os.environ, "APT_CONFIG": str(config), "LC_ALL": "C.UTF-8"}


def _mirror(own_suite):
    """Address of the machine's own Debian mirror, or None."""
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
            return uri
    return None


def _own_suite():
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    return None
