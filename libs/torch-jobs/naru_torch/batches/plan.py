"""Which rows stand together in each optimizer step."""

from __future__ import annotations

from collections.abc import Sequence

MicroBatch = list[int]
"""Indices of rows."""
Step = list[list[MicroBatch]]
"""For each rank, its micro-batches."""


def plan_epoch(
    lengths: Sequence[int],
    batch_size: int,
    accumulation: int,
    world_size: int,
    seed: int,
    epoch: int,
    group_by_length: bool,
) -> list[Step]:
    """The optimizer steps of one epoch; every row stands in exactly one.

    Every rank has the same number of micro-batches in a step, except in a last step of fewer
    rows than ranks: there the ranks without a row have an empty list.
    """
    raise NotImplementedError
