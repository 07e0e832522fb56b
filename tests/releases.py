"""The addons of the last release, out of the history of the repository."""

import contextlib
import io
import re
import subprocess
import tarfile

import pytest

from _steps import addons, paths, templates

_HEADING = re.compile(r"^## (19\.0\.[\d.]+) \(", re.MULTILINE)


def find():
    """Commit of the newest release in CHANGELOG.md that the history knows, or None.

    A release is known by the tag of its name. Tags do not always travel with a clone: without one
    it is the commit that brought the heading.
    """
    changelog = (paths.REPO / "CHANGELOG.md").read_text(encoding="utf-8")
    for version in _HEADING.findall(changelog):
        found = _git("rev-parse", "--verify", "--quiet", f"refs/tags/{version}^{{commit}}")
        if found or (found := _find_heading(version)):
            return found[0]
    return None


def _find_heading(version):
    """The first commit of a shallow clone seems to bring everything, so it says nothing."""
    log = _git("log", "-S", f"## {version} (", "--format=%H %P", "--", "CHANGELOG.md")
    commit, *parents = log[-1].split() if log else [None]
    return [commit] if parents else []


def _git(*arguments):
    """Lines that git prints; none where there is no git, no history, or no answer."""
    try:
        output = subprocess.run(
            ["git", *arguments], cwd=paths.REPO, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return output.splitlines()


def unpack(commit, folder):
    """Put the addons of the commit into the folder; returns where they are."""
    archive = subprocess.run(
        ["git", "archive", commit, "addons"], cwd=paths.REPO, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as content:
        content.extractall(folder, filter="data")
    return folder / "addons"


@contextlib.contextmanager
def at(folder):
    """Meanwhile the steps of bin/ and Odoo take the addons from this folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "ADDONS", folder)
        patch.setenv("ODOO_ADDONS_PATH", str(folder))
        yield


def ensure_template(folder):
    """Name of a template database with the addons of the folder and their demo data."""
    current = addons.hashes()
    with at(folder):
        if addons.hashes() != current:
            return templates.ensure_release()
    return templates.ensure_demo()
