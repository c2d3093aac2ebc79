"""Token rows as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from naru_torch.template.mask import TokenRow

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Batch:
    """One micro-batch of sequences, each of one row or of several packed rows.

    input_ids:       int64, (sequences, length), right-padded
    labels:          int64, (sequences, length), aligned with input_ids (not shifted), IGNORED
                     wherever nothing is learned and at each segment's first token
    position_ids:    int64, (sequences, length), from 0 in each segment; None when not packed
    attention_mask:  None: right padding needs none under a causal mask
    segment_lengths: for each sequence, the lengths of its rows
    """

    input_ids: torch.Tensor
    labels: torch.Tensor
    position_ids: torch.Tensor | None
    attention_mask: torch.Tensor | None
    segment_lengths: list[list[int]]


def collate(rows: Sequence[TokenRow], pad_id: int) -> Batch:
    """One row a sequence."""
    raise NotImplementedError


def collate_packed(bins: Sequence[Sequence[TokenRow]], pad_id: int) -> Batch:
    """One bin a sequence. Call the model with use_cache=False."""
    raise NotImplementedError
