"""Log-likelihoods of token rows under a model.

Owns batches and sums. Does not know what an item is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import torch

from naru_torch.batches.collate import collate
from naru_torch.loop.loss import Objective
from naru_torch.template.mask import TokenRow


def log_likelihoods(
    rows: Sequence[TokenRow],
    objective: Objective,
    *,
    pad_id: int,
    batch_tokens: int,
    done: Callable[[int], None],
) -> list[float]:
    """For each row the natural logarithm of the chance of its supervised tokens, given the rest.

    batch_tokens: of a batch, padding included; one row at least goes into each
    done:         told after each batch how many rows it had
    """
    sums = [0.0] * len(rows)
    for places in _batches(rows, batch_tokens):
        losses, sequences = objective.by_token(collate([rows[at] for at in places], pad_id))
        totals = torch.zeros(len(places), dtype=torch.float64)
        totals.index_add_(0, sequences, losses.double())
        for at, total in zip(places, totals.tolist(), strict=True):
            sums[at] = -total
        done(len(places))
    return sums


def _batches(rows: Sequence[TokenRow], batch_tokens: int) -> Iterator[list[int]]:
    """Places of rows, the longest first, so that what does not fit into memory shows at once."""
    order = sorted(range(len(rows)), key=lambda at: -len(rows[at].input_ids))
    batch: list[int] = []
    for at in order:
        if batch and (len(batch) + 1) * len(rows[batch[0]].input_ids) > batch_tokens:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
