"""Which rows are held out or kept: the same by seed, of every kind, never on both sides."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from naru_torch.preflight.split import hold_out, spread


def strata_of(**counts: int) -> list[tuple[str, ...]]:
    strata = [(name,) for name, count in counts.items() for _ in range(count)]
    random.Random(0).shuffle(strata)
    return strata


@pytest.mark.parametrize("seed", range(5))
def test_a_choice_has_its_size_and_stands_for_all_strata(seed: int) -> None:
    strata = strata_of(ko=500, en=300, none=200)

    chosen = spread(strata, 100, seed)

    assert len(set(chosen)) == 100
    assert chosen == sorted(chosen)
    counts = Counter(strata[index][0] for index in chosen)
    assert abs(counts["ko"] - 50) <= 1 and abs(counts["en"] - 30) <= 1


@pytest.mark.parametrize(("count", "size"), [(0, 0), (1, 1), (7, 7), (10, 10), (99, 10)])
def test_any_count_can_be_chosen(count: int, size: int) -> None:
    assert len(spread(strata_of(ko=5, en=5), count, 1)) == size


def test_a_choice_depends_on_the_seed_alone() -> None:
    strata = strata_of(ko=500, en=500)

    assert spread(strata, 100, 1) == spread(strata, 100, 1)
    assert spread(strata, 100, 1) != spread(strata, 100, 2)


@pytest.mark.parametrize("seed", range(5))
def test_a_key_is_held_out_with_all_its_rows_or_not_at_all(seed: int) -> None:
    generator = random.Random(seed)
    keys = [generator.randrange(60) for _ in range(200)]

    held = hold_out(keys, [("ko",)] * 200, 0.2, None, seed)

    held_keys = {keys[index] for index in held}
    assert held == {index for index, key in enumerate(keys) if key in held_keys}
    assert len(held_keys) == round(0.2 * len(set(keys)))


@pytest.mark.parametrize(
    ("rows", "fraction", "most", "size"),
    [
        (100, 0.0, None, 0),
        (1, 0.5, None, 0),
        (2, 0.01, None, 1),
        (100, 0.5, None, 50),
        (100, 0.5, 8, 8),
        (0, 0.1, None, 0),
    ],
)
def test_the_fraction_is_held_out_and_one_row_at_least(
    rows: int, fraction: float, most: int | None, size: int
) -> None:
    assert len(hold_out(list(range(rows)), [("ko",)] * rows, fraction, most, 1)) == size
