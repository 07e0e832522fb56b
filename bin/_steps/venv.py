"""Virtual environments, one per set of pins, shared by clones through the cache."""

import hashlib
import shutil
import sys

from . import disk, odoo_source, paths, proc
from .ui import step

RUNTIME = ("requirements.txt", "requirements-dev.txt")
LINT = ("requirements-lint.txt",)
S3 = ("requirements-s3.txt",)


def python():
    return _folder("venv", RUNTIME) / "bin" / "python"


def lint_bin(tool):
    return _folder("lint", LINT) / "bin" / tool


def _key(files):
    """Hash of everything that the content of such an environment depends on.

    The interpreter counts by its base: this also runs inside the environment.
    """
    digest = hashlib.sha256(f"{sys.base_prefix} {sys.version}".encode())
    digest.update(str(odoo_source.python_path()).encode())
    for name in files:
        digest.update((paths.REPO / name).read_bytes())
    return digest.hexdigest()[:12]


def ensure():
    _ensure("venv", RUNTIME, "Python packages")


def ensure_lint():
    _ensure("lint", LINT, "Lint tools")


def ensure_s3():
    """Folder for PYTHONPATH: OCA's addon for S3 storages, and a storage to try it with.

    Not in the environment itself: a workshop that keeps its files on a disk needs none of it.
    """
    folder = _folder("s3", RUNTIME + S3)
    with proc.lock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            with step("Python packages: S3"):
                # All that they need is named: pip would bring Odoo's own packages along.
                whole = ["--no-input", "--no-deps", "--target", folder, "-r", paths.REPO / S3[0]]
                proc.run([python(), "-m", "pip", "install", *whole], "python")
            (folder / "complete").touch()
    return folder


def _folder(kind, files):
    return paths.cache() / f"{kind}-{_key(files)}"


def _ensure(kind, files, title):
    folder = _folder(kind, files)
    complete = folder / "complete"
    if complete.exists():
        return
    with proc.lock(f"{folder}.lock"):
        if complete.exists():
            return
        disk.require(paths.cache(), 1)
        with step(title):
            # Scripts in a venv hold its path, so it is built in place and
            # counts only when the last step has left its mark.
            shutil.rmtree(folder, ignore_errors=True)
            proc.run([sys.executable, "-m", "venv", folder], "python")
            pip = [
                folder / "bin" / "python",
                "-m",
                "pip",
                "install",
                "--no-input",
                "--disable-pip-version-check",
            ]
            for name in files:
                pip += ["-r", paths.REPO / name]
            # Before pip runs: addons of OCA ask for Odoo, and pip must see that it is there.
            (site,) = folder.glob("lib/python3*/site-packages")
            (site / "odoo.pth").write_text(f"{odoo_source.python_path()}\n")
            proc.run(pip, "python")
            complete.touch()
