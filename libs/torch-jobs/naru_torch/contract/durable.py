"""Files and folders that appear whole or not at all, also after a power cut.

Owns the order of write, fsync and rename. Knows nothing of what stands in them.
What a full or read-only disk says becomes a JobError here and nowhere else.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from naru_torch.contract.errors import JobError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def disk_error(error: BaseException) -> JobError | None:
    """The JobError for what a disk refuses; None for any other error.

    Libraries that write through Rust or C++ lose the errno; their text keeps the system's words.
    """
    number = error.errno if isinstance(error, OSError) else None
    text = str(error)
    where = getattr(error, "filename", None) or text
    if number in _FULL or "No space left on device" in text:
        hint = "Free some space, then run the same command again: the run resumes."
        return JobError("disk.full", f"The disk is full: {where}", hint)
    if number in _READ_ONLY or "Read-only file system" in text:
        hint = "Give this user the right to write there, or choose another folder."
        return JobError("disk.read-only", f"Cannot be written: {where}", hint)
    return None


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file inside a folder that is not yet in its place; fsyncs it."""
    with named(path), path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Gives `path` to an error that a write, unlike an open, raises without one."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Yields an empty folder beside `target` that takes its place on a clean exit.

    A folder cannot be renamed over one that is not empty, so the old one steps aside first;
    a kill between the two renames leaves the old one as `.<name>.old`, which
    `tidy` puts back.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.tmp")
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        yield beside
        sync_folder(beside)
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
            os.rename(target, old)
        os.rename(beside, target)
        sync_folder(target.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def tidy(parent: Path) -> None:
    """Removes what a killed `replaced_folder` left in `parent`, or puts the old folder back."""
    if not parent.is_dir():
        return
    for left in parent.glob(".*.tmp"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
    for old in parent.glob(".*.old"):
        target = old.with_name(old.name[1 : -len(".old")])
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.rename(old, target)


def sync_folder(folder: Path) -> None:
    """fsyncs a folder's entries (a rename is durable only then)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
