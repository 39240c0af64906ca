"""Files and folders of the album: written whole or not at all, read with suspicion.

Everything here blocks: for the executor.
"""

from collections.abc import Mapping
import contextlib
import errno
import os
from pathlib import Path
import re
import shutil
import stat
from typing import Final

MAX_FILE_BYTES: Final = 32 * 1024 * 1024

_ID: Final = re.compile(r"[0-9a-zA-Z]{1,64}")
_RUBBISH: Final = re.compile(r"\.[0-9a-zA-Z]{1,64}\.(?:new|old)")
_TEMPORARY_FILE: Final = ".file.new"


def is_id(text: str) -> bool:
    """Whether it can be the name of a folder in the album, and leads nowhere else."""
    return _ID.fullmatch(text) is not None


def words_for(err: OSError) -> str:
    """Return what went wrong as a short part of a sentence, without any path."""
    match err.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return "the folder of the album cannot be written to"
        case int(number):
            return f"the disk says: {os.strerror(number)}"
    return f"the disk says: {type(err).__name__}"


def write_file(path: Path, content: bytes) -> None:
    """Write a new file, and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another: whoever reads sees the one or the other."""
    temporary = path.with_name(_TEMPORARY_FILE)
    try:
        write_file(temporary, content)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def read_file(path: Path) -> bytes:
    """Return what is in a file that is ours: no link, no pipe, not endless."""
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return path.read_bytes()


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder with these files: it is there with all of them, or not at all."""
    _make_parents(folder)
    temporary = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir()
        for name, content in files.items():
            write_file(temporary / name, content)
        temporary.rename(folder)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def remove_folder(folder: Path) -> None:
    """Remove a folder: for whoever reads it is gone at once."""
    going = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(going, ignore_errors=True)
    try:
        folder.rename(going)
    except FileNotFoundError:
        return
    # What cannot be removed now is at the next start.
    shutil.rmtree(going, ignore_errors=True)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder unless someone else has put something into it."""
    with contextlib.suppress(OSError):
        folder.rmdir()


def remove_rubbish(folder: Path) -> None:
    """Remove what a kill has left of folders that were being written or removed."""
    if folder.is_symlink():
        return
    # Not now is no harm: it is not in the way.
    with contextlib.suppress(OSError):
        for entry in _entries(folder):
            if _RUBBISH.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)


def folders(folder: Path) -> list[Path]:
    """Return the folders in it whose names are ids; there are none if it is not there."""
    return [
        Path(entry.path)
        for entry in _entries(folder)
        if is_id(entry.name) and entry.is_dir(follow_symlinks=False)
    ]


def bytes_in(folder: Path) -> int:
    """Return how many bytes its files have, as far as one can see."""
    total = 0
    with contextlib.suppress(OSError):
        for entry in _entries(folder):
            total += entry.stat(follow_symlinks=False).st_size
    return total


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError, NotADirectoryError:
        return []


def _make_parents(folder: Path) -> None:
    """Make the folder of a printer; a link in its place might lead anywhere."""
    if folder.parent.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    folder.parent.mkdir(parents=True, exist_ok=True)
