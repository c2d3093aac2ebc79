"""Which rows stand together: once each, the same for every share of the work, little padding."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import chain, pairwise

import pytest

from naru_torch.batches.plan import Step, plan_epoch

SHAPES = [
    (1, 1, 1),
    (4, 1, 1),
    (4, 2, 1),
    (2, 3, 2),
    (8, 1, 4),
    (3, 2, 3),
]
# A resumed run goes on in the order it began with, so the order is part of what is promised.
PINNED = [[[[1, 6]]], [[[8, 5]]], [[[9, 0]]], [[[3, 4]]], [[[2, 7]]]]
PINNED_PLAIN = [[[[1, 4]], [[9, 5]]], [[[3, 0]], [[8, 2]]], [[[6]], [[7]]]]
SIZES = [0, 1, 2, 5, 7, 16, 97, 700]


def lengths_of(count: int, seed: int = 0) -> list[int]:
    generator = random.Random(seed)
    return [min(2048, 8 + int(generator.lognormvariate(5, 0.8))) for _ in range(count)]


def rows_of(step: Step) -> list[int]:
    return [row for rank in step for micro_batch in rank for row in micro_batch]


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", SIZES)
def test_every_row_stands_in_exactly_one_place(
    count: int, shape: tuple[int, int, int], grouped: bool
) -> None:
    for epoch in range(3):
        plan = plan_epoch(lengths_of(count), *shape, seed=1, epoch=epoch, group_by_length=grouped)

        assert Counter(chain.from_iterable(map(rows_of, plan))) == Counter(range(count))


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", SIZES)
def test_no_step_is_larger_than_asked_and_only_the_last_is_smaller(
    count: int, shape: tuple[int, int, int], grouped: bool
) -> None:
    batch_size, accumulation, world_size = shape

    plan = plan_epoch(lengths_of(count), *shape, seed=1, epoch=0, group_by_length=grouped)

    whole = batch_size * accumulation * world_size
    assert [len(rows_of(step)) for step in plan[:-1]] == [whole] * (len(plan) - 1)
    for step in plan:
        assert len(step) == world_size
        assert all(len(rank) <= accumulation for rank in step)
        assert all(0 < len(micro) <= batch_size for rank in step for micro in rank)


@pytest.mark.parametrize("count", SIZES)
def test_ranks_have_as_many_micro_batches_as_each_other_unless_rows_run_out(count: int) -> None:
    plan = plan_epoch(lengths_of(count), 2, 3, 4, seed=1, epoch=0, group_by_length=True)

    for step in plan:
        counts = [len(rank) for rank in step]
        assert len(set(counts)) == 1 or len(rows_of(step)) < 4
        assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("count", SIZES)
def test_two_processes_hold_the_rows_of_one_in_every_step(count: int, grouped: bool) -> None:
    lengths = lengths_of(count)
    for seed in range(3):
        plans = [
            plan_epoch(lengths, *shape, seed=seed, epoch=seed, group_by_length=grouped)
            for shape in [(4, 1, 2), (8, 1, 1), (4, 2, 1), (2, 2, 2), (1, 8, 1)]
        ]

        held = [[sorted(rows_of(step)) for step in plan] for plan in plans]

        assert all(each == held[0] for each in held)


def test_the_same_arguments_give_the_same_plan_and_others_another() -> None:
    lengths = lengths_of(300)

    def plan(seed: int, epoch: int) -> list[Step]:
        return plan_epoch(lengths, 4, 2, 1, seed, epoch, True)

    assert plan(1, 1) == plan(1, 1)
    assert plan(1, 1) != plan(1, 2)
    assert plan(1, 1) != plan(2, 1)


def test_the_plan_is_the_one_it_was_in_earlier_versions() -> None:
    lengths = [5, 9, 2, 7, 7, 3, 8, 1, 4, 6]

    assert plan_epoch(lengths, 2, 1, 1, seed=42, epoch=1, group_by_length=True) == PINNED
    assert plan_epoch(lengths, 2, 1, 2, seed=42, epoch=0, group_by_length=False) == PINNED_PLAIN


@pytest.mark.parametrize("grouped", [True, False])
@pytest.mark.parametrize("count", [1, 7, 97, 700])
def test_the_first_step_of_all_holds_the_longest_row(count: int, grouped: bool) -> None:
    for seed in range(5):
        lengths = lengths_of(count, seed)

        first = plan_epoch(lengths, 4, 2, 1, seed=seed, epoch=0, group_by_length=grouped)[0]

        assert max(lengths[row] for row in rows_of(first)) == max(lengths)


def padding(plan: list[Step], lengths: list[int]) -> float:
    padded = sum(
        len(micro) * max(lengths[row] for row in micro)
        for step in plan
        for rank in step
        for micro in rank
    )
    return 1 - sum(lengths) / padded


@pytest.mark.parametrize(
    ("shape", "most"), [((4, 1, 1), 0.05), ((4, 4, 1), 0.05), ((8, 1, 2), 0.1)]
)
def test_grouping_leaves_little_padding(shape: tuple[int, int, int], most: float) -> None:
    lengths = lengths_of(2000)

    grouped = plan_epoch(lengths, *shape, seed=1, epoch=1, group_by_length=True)
    shuffled = plan_epoch(lengths, *shape, seed=1, epoch=1, group_by_length=False)

    assert padding(grouped, lengths) < most
    assert padding(shuffled, lengths) > 4 * padding(grouped, lengths)


def test_grouped_steps_come_in_random_order() -> None:
    lengths = lengths_of(2000)

    plan = plan_epoch(lengths, 4, 1, 1, seed=1, epoch=1, group_by_length=True)

    longest = [max(lengths[row] for row in rows_of(step)) for step in plan]
    rises = sum(a < b for a, b in pairwise(longest))
    assert 0.4 < rises / len(longest) < 0.6


def test_ranks_get_micro_batches_of_like_length() -> None:
    lengths = lengths_of(2000)

    plan = plan_epoch(lengths, 4, 3, 2, seed=1, epoch=1, group_by_length=False)

    for first, second in plan:
        in_turn = [
            lengths[row] for pair in zip(first, second, strict=True) for m in pair for row in m
        ]
        assert in_turn == sorted(in_turn, reverse=True)


@pytest.mark.parametrize("shape", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (-1, 1, 1)])
def test_a_share_of_nothing_is_an_error(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="at least 1 is needed"):
        plan_epoch([1, 2], *shape, seed=1, epoch=0, group_by_length=True)


def test_a_hundred_thousand_rows_are_planned_in_seconds() -> None:
    lengths = lengths_of(100_000)

    started = time.process_time()
    plan_epoch(lengths, 4, 4, 1, seed=1, epoch=0, group_by_length=True)

    assert time.process_time() - started < 10
