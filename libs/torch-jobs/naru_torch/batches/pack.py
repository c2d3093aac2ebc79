"""Rows into sequences of one length, by best fit decreasing.

Knows lengths only. Source: Ding et al., "Fewer Truncations Improve Language Modeling",
arXiv:2404.10830 (rows are never cut; a bin is the one with the least room that still fits).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence


def pack(lengths: Sequence[int], max_length: int) -> list[list[int]]:
    """Bins of row indices whose lengths add up to at most max_length.

    Every row stands in exactly one bin. Takes O(n log n + n * r) steps, where r, the number of
    different rooms left, is at most max_length and small in practice.

    Raises ValueError for a row that is empty or longer than max_length.
    """
    bins: list[list[int]] = []
    rooms: list[int] = []  # the different rooms left, rising
    open_bins: dict[int, list[int]] = {}  # room left -> bins
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        length = lengths[row]
        if not 0 < length <= max_length:
            raise ValueError(f"row {row} has {length} tokens, not 1 to {max_length}")
        at = bisect_left(rooms, length)
        if at == len(rooms):
            target, room = len(bins), max_length
            bins.append([])
        else:
            room = rooms[at]
            target = open_bins[room].pop()
            if not open_bins[room]:
                del open_bins[room], rooms[at]
        bins[target].append(row)
        left = room - length
        if left not in open_bins:
            open_bins[left] = []
            insort(rooms, left)
        open_bins[left].append(target)
    return bins
