"""Token rows as tensors.

Owns padding, labels and the positions of packed rows. Knows nothing of models, optimizers or
devices.

Which tokens are learned comes from each row's mask and never from token ids: where pad and end
of turn are the same token, a mask made from ids would unlearn the end of turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from naru_torch.template.mask import TokenRow

IGNORED = -100
"""The label that torch's cross_entropy skips."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One micro-batch of sequences, each of one row or of several packed rows.

    input_ids:       int64, (sequences, length), right-padded
    labels:          int64, (sequences, length), aligned with input_ids (not shifted), IGNORED
                     wherever nothing is learned and at each row's first token
    position_ids:    int64, (sequences, length), from 0 in each row; None when not packed
    attention_mask:  None. Rows padded at the right need none under a causal mask, and SDPA is
                     faster without. For packed rows a mask would turn their isolation off
    segment_lengths: for each sequence, the lengths of its rows
    """

    input_ids: torch.Tensor
    labels: torch.Tensor
    position_ids: torch.Tensor | None
    attention_mask: torch.Tensor | None
    segment_lengths: list[list[int]]


def collate(rows: Sequence[TokenRow], pad_id: int) -> Batch:
    """One row a sequence, padded to the longest. Raises ValueError without rows."""
    batch = collate_packed([[row] for row in rows], pad_id)
    return Batch(batch.input_ids, batch.labels, None, None, batch.segment_lengths)


def collate_packed(bins: Sequence[Sequence[TokenRow]], pad_id: int) -> Batch:
    """One bin a sequence, its rows isolated from one another.

    transformers isolates rows by their restarting position_ids, but only with use_cache=False
    and without an attention_mask; otherwise rows attend to their neighbours, silently. With
    flash_attention_2 it does so for a batch of one sequence only: give it one bin at a time.

    Raises ValueError without rows.
    """
    if not bins or not all(bins):
        raise ValueError("a batch needs at least one row in every sequence")
    segment_lengths = [[len(row.input_ids) for row in rows] for rows in bins]
    shape = (len(bins), max(sum(lengths) for lengths in segment_lengths))
    input_ids = torch.full(shape, pad_id, dtype=torch.int64)
    labels = torch.full(shape, IGNORED, dtype=torch.int64)
    position_ids = torch.zeros(shape, dtype=torch.int64)
    for index, rows in enumerate(bins):
        start = 0
        for row in rows:
            end = start + len(row.input_ids)
            ids = torch.tensor(row.input_ids, dtype=torch.int64)
            learned = torch.tensor(row.supervised, dtype=torch.bool)
            learned[0] = False  # its only context would be the row before
            input_ids[index, start:end] = ids
            labels[index, start:end] = ids.where(learned, IGNORED)
            position_ids[index, start:end] = torch.arange(end - start)
            start = end
        position_ids[index, start:] = torch.arange(shape[1] - start)
    return Batch(input_ids, labels, position_ids, None, segment_lengths)
