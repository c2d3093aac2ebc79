"""Whole files or none: written beside their place, then renamed into it.

Owns the way a file appears. Knows nothing of what stands in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Yields a path beside `target` to write to; renames it over `target` on a clean exit.

    A reader sees the old file or the new one, also after kill -9. The name
    beside is fixed, so that what a killed attempt left is written over by the
    next. Raises what the body raises; the unfinished file is removed then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.tmp")
    try:
        yield beside
        _sync(beside)
        os.replace(beside, target)
        _sync(target.parent)
    finally:
        beside.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> Path:
    """Writes `text` as UTF-8, lone surrogates as `?`; returns `target`."""
    with replaced(target) as beside:
        beside.write_bytes(text.encode("utf-8", "replace"))
    return target


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
