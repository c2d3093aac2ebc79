"""Rows into sequences of one length, by best fit decreasing."""

from __future__ import annotations

from collections.abc import Sequence


def pack(lengths: Sequence[int], max_length: int) -> list[list[int]]:
    """Bins of row indices whose lengths add up to at most max_length."""
    raise NotImplementedError
