"""Rows packed into sequences: none lost, none cut, none too long, little room left."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import chain

import pytest

from naru_torch.batches.pack import pack


def naive(lengths: list[int], max_length: int) -> list[list[int]]:
    """Best fit decreasing, written as the definition says."""
    bins: list[list[int]] = []
    rooms: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        fitting = [(room, index) for index, room in enumerate(rooms) if room >= lengths[row]]
        if not fitting:
            bins.append([])
            rooms.append(max_length)
            fitting = [(max_length, len(bins) - 1)]
        _, index = min(fitting)
        bins[index].append(row)
        rooms[index] -= lengths[row]
    return bins


@pytest.mark.parametrize("seed", range(20))
def test_every_row_stands_in_one_bin_and_no_bin_is_too_long(seed: int) -> None:
    generator = random.Random(seed)
    lengths = [generator.randint(1, 100) for _ in range(generator.randint(0, 200))]

    bins = pack(lengths, 100)

    assert Counter(chain.from_iterable(bins)) == Counter(range(len(lengths)))
    assert all(0 < sum(lengths[row] for row in rows) <= 100 for rows in bins)


@pytest.mark.parametrize("seed", range(20))
def test_fills_as_well_as_the_definition(seed: int) -> None:
    generator = random.Random(seed)
    lengths = [generator.randint(1, 100) for _ in range(150)]

    fills = sorted(sum(lengths[row] for row in rows) for rows in pack(lengths, 128))

    assert fills == sorted(sum(lengths[row] for row in rows) for rows in naive(lengths, 128))


def test_a_row_goes_where_the_least_room_is_left() -> None:
    assert pack([6, 7, 3, 4], 10) == [[1, 2], [0, 3]]


def test_chats_of_mixed_length_leave_little_room() -> None:
    generator = random.Random(1)
    lengths = [min(1024, 20 + int(generator.lognormvariate(5, 0.8))) for _ in range(5000)]

    bins = pack(lengths, 1024)

    assert len(bins) * 1024 < 1.01 * sum(lengths)


@pytest.mark.parametrize("bad", [0, 11])
def test_a_row_that_cannot_stand_in_a_bin_is_an_error(bad: int) -> None:
    with pytest.raises(ValueError, match=f"row 1 has {bad} tokens"):
        pack([3, bad], 10)


def test_packs_a_hundred_thousand_rows_in_seconds() -> None:
    generator = random.Random(1)
    lengths = [generator.randint(1, 2048) for _ in range(100_000)]

    started = time.process_time()
    pack(lengths, 2048)

    assert time.process_time() - started < 10
