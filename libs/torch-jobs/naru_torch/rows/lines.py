"""Cuts a file into the raw text of its rows.

Owns the two outer forms, one JSON value a line (JSONL) and one JSON array. Does not know what a
row is. Nothing but one row is held in memory, and of a row over MAX_ROW_BYTES nothing.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_ROW_BYTES = 8 * 1024 * 1024
BOM = b"\xef\xbb\xbf"

_BLANK = b" \t\r\n"
# A whole string, or one structural character. A quote that matches alone opens a string that does
# not close on its line, which JSON forbids.
_TOKEN = re.compile(rb'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|["\[\]{},]')


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row's bytes and where they stand.

    line:    from 1
    element: position in a JSON array, from 1; None for JSONL
    offset:  byte in the file at which raw begins
    fault:   why the row cannot be read at all (raw is then empty)
    """

    raw: bytes
    line: int
    element: int | None
    offset: int
    fault: str | None = None


def jsonl_rows(handle: BinaryIO) -> Iterator[RawRow]:
    """The lines that are not blank. Only LF and CRLF end a line: U+2028 is text."""
    line = 0
    offset = 0
    while raw := handle.readline(MAX_ROW_BYTES + 1):
        line += 1
        start = offset
        offset += len(raw)
        if len(raw) > MAX_ROW_BYTES:
            while not raw.endswith(b"\n") and (raw := handle.readline(1 << 16)):
                offset += len(raw)
            yield RawRow(b"", line, None, start, _too_long(offset - start))
            continue
        if line == 1 and raw.startswith(BOM):
            raw = raw[len(BOM) :]
            start += len(BOM)
        if raw.strip(_BLANK):
            yield RawRow(raw, line, None, start)


def array_rows(handle: BinaryIO) -> Iterator[RawRow]:
    """The elements of the array that the file is.

    An element whose brackets or quotes are broken is cut where the next line begins like the
    first element did; without such a line the rest of the file is one fault.
    """
    with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield from _elements(data)


def _elements(data: mmap.mmap) -> Iterator[RawRow]:
    start = data.find(b"[") + 1
    lines = _LineCounter(data)
    next_row = _row_start_pattern(data, start)
    element = 0
    while True:
        end, ended_by = _element_end(data, start, next_row)
        first = _skip_blank(data, start, end)
        size = end - first
        if size or ended_by == b",":
            element += 1
            line = lines.at(first)
            if size > MAX_ROW_BYTES:
                yield RawRow(b"", line, element, first, _too_long(size))
            elif not size:
                yield RawRow(b"", line, element, first, "there is nothing before the comma")
            else:
                yield RawRow(data[first:end], line, element, first)
        if ended_by == b"]":
            break
        if not ended_by:
            fault = "the file ends inside the array, without `]`"
            yield RawRow(b"", lines.at(len(data) - 1), element + 1, end, fault)
            return
        start = end + (ended_by == b",")
    after = _skip_blank(data, end + 1, len(data))
    if after < len(data):
        fault = "there is more text after the array's end"
        yield RawRow(b"", lines.at(after), element + 1, after, fault)


def _element_end(
    data: mmap.mmap, start: int, next_row: re.Pattern[bytes] | None
) -> tuple[int, bytes]:
    """Where the element ends, and by what: a comma, the array's bracket, a row that begins
    without a comma (a newline), or the end of the file (nothing)."""
    depth = 0
    position = start
    while match := _TOKEN.search(data, position):
        position = match.end()
        if position - match.start() > 1:
            continue
        token = match[0]
        if token == b'"':
            resumed = next_row.search(data, position) if next_row else None
            if resumed is None:
                break
            cut = resumed.start()
            comma = data.rfind(b",", start, cut)
            only_blank_between = comma >= 0 and not data[comma + 1 : cut].strip(_BLANK)
            return (comma, b",") if only_blank_between else (cut, b"\n")
        if token in (b"{", b"["):
            depth += 1
        elif token in (b"}", b"]"):
            if token == b"]" and depth == 0:
                return match.start(), b"]"
            depth = max(0, depth - 1)
        elif token == b"," and depth == 0:
            return match.start(), b","
    return len(data), b""


def _row_start_pattern(data: mmap.mmap, start: int) -> re.Pattern[bytes] | None:
    """How a line that begins an element looks, when the first element begins one."""
    match = re.compile(rb"\s*?\n([ \t]*)\{").match(data, start)
    return re.compile(rb"\n" + re.escape(match[1]) + rb"\{") if match else None


def _skip_blank(data: mmap.mmap, start: int, end: int) -> int:
    match = re.compile(rb"[ \t\r\n]*").match(data, start, end)
    return match.end() if match else start


class _LineCounter:
    """Line numbers of rising offsets, each byte looked at once."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._offset = 0
        self._line = 1

    def at(self, offset: int) -> int:
        step = 1 << 20
        while self._offset < offset:
            until = min(offset, self._offset + step)
            self._line += self._data[self._offset : until].count(b"\n")
            self._offset = until
        return self._line


def _too_long(size: int) -> str:
    limit = MAX_ROW_BYTES // (1024 * 1024)
    return f"the row has {size:,} bytes; at most {limit} MB are read"
