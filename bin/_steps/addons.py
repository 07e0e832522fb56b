"""Our addons on disk."""

import ast
import hashlib

from . import paths

# What cannot change a database: tests, what people read, and what is run on request only.
_IGNORED_FOLDERS = {"tests", "readme", "__pycache__", "demo_year"}
_IGNORED_SUFFIXES = {".md", ".pot", ".pyc"}


def names():
    return sorted(path.parent.name for path in paths.ADDONS.glob("*/__manifest__.py"))


def manifest(name):
    path = paths.ADDONS / name / "__manifest__.py"
    return ast.literal_eval(path.read_text(encoding="utf-8"))


def installable():
    return [name for name in names() if manifest(name).get("installable", True)]


def hashes():
    """{addon: hash of the files that a database with it depends on}."""
    return {name: hash_of(paths.ADDONS / name) for name in installable()}


def hash_of(folder):
    """Hash of the files in a folder of an addon that something of a database depends on."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix in _IGNORED_SUFFIXES or _IGNORED_FOLDERS & set(relative.parts):
            continue
        if path.is_file():
            digest.update(f"{relative}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
