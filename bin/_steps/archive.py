"""The archive of bin/backup: Odoo's own zip of a database, and its configuration beside.

    dump.sql, manifest.json   as `odoo db dump` writes them
    filestore/                attachments; pictures do not get smaller by packing
    odoo.conf

So `odoo db load` and the database manager of any Odoo take it as well.
"""

import json
import os
import shutil
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from .ui import Stop

MAJOR_VERSION = "19.0"
CONFIG = "odoo.conf"
_DUMP, _MANIFEST, _FILES = "dump.sql", "manifest.json", "filestore/"
# The last words of pg_dump, which psql does not miss where they are cut off.
_DUMP_IS_COMPLETE = b"PostgreSQL database dump complete"
_LAST_WORDS = 400
_CHUNK = 1024 * 1024
# What the zip module says to bytes that are not what was written.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def add_files(path, filestore, config):
    """Append the filestore, which may be missing, and the configuration to a database's zip."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        for file in sorted(filestore.rglob("*")):
            if file.is_file():
                archive.write(file, _FILES + file.relative_to(filestore).as_posix())
        archive.write(config, CONFIG)


def check(path):
    """Read all of it; returns its manifest, raises Stop when a byte is not as it was written."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            last_words = [_read(archive, member) for member in archive.infolist()]
    except (FileNotFoundError, IsADirectoryError):
        raise Stop(f"there is no archive {path}: name one that bin/backup has written") from None
    except _DAMAGE as damage:
        raise Stop(f"{path} was cut off or is damaged ({damage}): take another archive") from None
    if not any(_DUMP_IS_COMPLETE in words for words in last_words):
        raise Stop(f"{path} holds no complete dump of a database: take another archive")
    if (version := manifest.get("major_version")) != MAJOR_VERSION:
        raise Stop(
            f"{path} is of Odoo {version}, this is {MAJOR_VERSION}: "
            "restore it with its own Odoo and upgrade there"
        )
    return manifest


def _read(archive, member):
    """Read to the end, where the zip module compares the check sum; returns the dump's end."""
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{member.filename} leads out of it")
    last = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            last = last[-_LAST_WORDS:] + chunk
    return last[-_LAST_WORDS:] if member.filename == _DUMP else b""


def size(path):
    """Bytes that its contents take when unpacked."""
    with zipfile.ZipFile(path) as archive:
        return sum(member.file_size for member in archive.infolist())


def write_dump(path, target, is_wanted):
    """Unpack the dump; of the lines before its first data, only those that are wanted."""
    with zipfile.ZipFile(path) as archive, archive.open(_DUMP) as stream, target.open("wb") as out:
        for line in stream:
            if line.startswith(b"COPY "):
                out.write(line)
                break
            if is_wanted(line):
                out.write(line)
        shutil.copyfileobj(stream, out, _CHUNK)


def unpack_files(path, filestore):
    """Unpack the attachments; returns their paths below the filestore.

    Each is written under another name first: whoever looks finds all of a file or nothing.
    """
    names = set()
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.filename.startswith(_FILES) or member.is_dir():
                continue
            name = Path(member.filename).relative_to(_FILES)
            target = filestore / name
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f"{target.name}.new")
            with archive.open(member) as stream, unfinished.open("wb") as out:
                shutil.copyfileobj(stream, out, _CHUNK)
            unfinished.rename(target)
            names.add(name)
    return names


def config(path):
    """The configuration's bytes; none in an archive that Odoo itself has written."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(CONFIG) if CONFIG in archive.namelist() else b""


def finish(unfinished, path):
    """What bears its final name is complete, also after a power cut."""
    with unfinished.open("rb") as stream:
        os.fsync(stream.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
