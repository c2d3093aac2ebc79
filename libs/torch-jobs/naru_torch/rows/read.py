"""Reads data files as rows of messages, one at a time.

Owns what is said of a file that cannot be read. Knows nothing of tokens.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from naru_torch.contract.errors import JobError
from naru_torch.rows.check import BadRow, as_row
from naru_torch.rows.lines import BOM, MAX_ROW_BYTES, RawRow, array_rows, jsonl_rows
from naru_torch.rows.row import ROLES, Message, RefusedRow, Row

__all__ = ["MAX_ROW_BYTES", "ROLES", "Message", "RefusedRow", "Row", "read_rows"]

_HINT = 'Each line is one conversation: {"messages": [{"role": "user", "content": "…"}, …]}'
_OTHER_FILES = {
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
    b"PAR1": "a Parquet file; write it as JSONL first",
    b"PK\x03\x04": "a zip archive (or a spreadsheet); unpack or export it as JSONL first",
    b"\x1f\x8b": "gzip; unpack it first",
    b"\x28\xb5\x2f\xfd": "zstd; unpack it first",
    b"version https://git-lfs": "a Git LFS pointer; run `git lfs pull`",
}


def read_rows(path: str | PathLike[str]) -> Iterator[Row | RefusedRow]:
    """The rows of one file, in order; a bad row is refused and never stops the reading.

    The file is JSONL, or one JSON array of the same objects; UTF-8, with or without BOM, lines
    ended by LF or CRLF. Content that is not in NFC is normalised (`Row.normalized`); nothing else
    is altered.

    Raises JobError, `data.not-found` or `data.invalid`, for the file as a whole: missing, a
    folder, unreadable, empty, another kind of file (all at once), without a row (at the end).
    """
    file = Path(path)
    head = _head(file)
    return _rows(file, _is_array(head))


def _head(file: Path) -> bytes:
    """The first bytes of a file that can be read."""
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            raise JobError("data.invalid", f"{file} is a folder, not a data file", _HINT)
        if not stat.S_ISREG(status.st_mode):
            raise JobError("data.invalid", f"{file} is not an ordinary file")
        if status.st_size == 0:
            raise JobError("data.invalid", f"{file} is empty", _HINT)
        with file.open("rb") as handle:
            head = handle.read(1 << 16)
    except (FileNotFoundError, NotADirectoryError):
        raise JobError("data.not-found", f"there is no file {file}") from None
    except OSError as error:
        raise _unreadable(file, error) from error
    for magic, kind in _OTHER_FILES.items():
        if head.startswith(magic):
            raise JobError("data.invalid", f"{file} is {kind}")
    return head


def _is_array(head: bytes) -> bool:
    """Whether the file is one JSON array. Lines that are each an array are JSONL, and wrong."""
    text = head.removeprefix(BOM).strip()
    first_line, _, rest = text.partition(b"\n")
    if not text.startswith(b"["):
        return False
    if not rest.lstrip().startswith((b"[", b"{")):
        return True
    try:
        json.loads(first_line)
    except (ValueError, RecursionError):
        return True
    return False


def _rows(file: Path, is_array: bool) -> Iterator[Row | RefusedRow]:
    name = os.fspath(file)
    found = False
    try:
        with file.open("rb") as handle:
            for raw in _raw_rows(handle, is_array):
                found = True
                yield _row(raw, name)
    except OSError as error:
        raise _unreadable(file, error) from error
    if not found:
        raise JobError("data.invalid", f"{file} has no rows", _HINT)


def _raw_rows(handle: BinaryIO, is_array: bool) -> Iterator[RawRow]:
    return array_rows(handle) if is_array else jsonl_rows(handle)


def _row(raw: RawRow, file: str) -> Row | RefusedRow:
    try:
        if raw.fault is not None:
            raise BadRow(None, raw.fault)
        return as_row(_parsed(raw), file, raw.line)
    except BadRow as bad:
        where = f"element {raw.element}: " if raw.element is not None else ""
        return RefusedRow(file, raw.line, bad.field, where + bad.reason)


def _parsed(raw: RawRow) -> Any:
    try:
        text = raw.raw.decode("utf-8")
    except UnicodeDecodeError as error:
        byte, offset = raw.raw[error.start], raw.offset + error.start
        raise BadRow(None, f"is not UTF-8: byte 0x{byte:02x} at offset {offset}") from None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno} of the row, " if "\n" in text.strip() else ""
        raise BadRow(
            None, f"is not valid JSON: {error.msg} at {at}character {error.colno}"
        ) from None
    except RecursionError:
        raise BadRow(None, "is not valid JSON: it is nested too deeply") from None
    except ValueError as error:
        raise BadRow(None, f"is not valid JSON: {error}") from None


def _unreadable(file: Path, error: OSError) -> JobError:
    return JobError("data.invalid", f"{file} cannot be read: {error.strerror or error}")
