"""Reads data files as rows of messages, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike

from naru_torch.rows.row import ROLES, Message, RefusedRow, Row

__all__ = ["ROLES", "Message", "RefusedRow", "Row", "read_rows"]


def read_rows(path: str | PathLike[str]) -> Iterator[Row | RefusedRow]:
    """Reads one JSONL or JSON file, row by row; a bad row is refused and never stops the reading.

    Raises JobError `data.not-found` or `data.invalid` for the file as a whole.
    """
    raise NotImplementedError
