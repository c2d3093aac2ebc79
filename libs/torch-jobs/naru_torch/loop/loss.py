"""The loss of one micro-batch, with logits only where something is learned.

Owns the way from token ids to a summed cross entropy. Knows nothing of steps,
optimizers or other processes.

Logits of every token are the largest tensor of a small model's step (49152 columns
beside 576 of a hidden state) and only a part of the tokens is learned. Here the
decoder gives hidden states, those at learned positions are kept, and the head's
product with them is made, used and dropped in pieces.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import psutil
import torch
from torch import nn
from transformers import PreTrainedModel

from naru_torch.batches.collate import IGNORED, Batch
from naru_torch.model.llama import FastLlama, Rows, is_supported, merged_bytes
from naru_torch.model.precision import computing

log = logging.getLogger(__name__)

_LOGIT_BYTES = 1 << 26
"""Logits in memory at a time on CPU; more does not make the product faster (measured at 64 MiB)."""
_LOGIT_BYTES_CUDA = 1 << 28
_MERGED_SHARE = 0.25
"""Of the free memory, what copies of the weights may take for speed."""


@dataclass(frozen=True)
class Targets:
    """What a micro-batch teaches.

    positions: int64 (n,), indices into the flattened (sequences * length) hidden states
    ids:       int64 (n,), the token that follows each position
    """

    positions: torch.Tensor
    ids: torch.Tensor


def targets_of(labels: torch.Tensor) -> Targets:
    """labels: int64 (sequences, length), not shifted; position i predicts label i + 1."""
    following = torch.full_like(labels, IGNORED)
    following[:, :-1] = labels[:, 1:]
    flat = following.flatten()
    positions = (flat != IGNORED).nonzero().flatten()
    return Targets(positions, flat[positions])


class Objective:
    """Cross entropy of a causal language model, summed or by token.

    Made once a run. Takes the quick way through the decoder (model/llama.py) where there is one and
    memory for it; both it and the head are first compared with the model itself on a few tokens.
    A head that does more than a product (Gemma's soft cap, Cohere's scale) is
    found out so, and then the model's own logits are used.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        self._model = model
        self._decoder: nn.Module = model.get_decoder()
        self._head: nn.Module = model.get_output_embeddings()
        self._plain = self._head_is_plain()
        self._fast = self._fast_way()

    @property
    def device(self) -> torch.device:
        return self._model.device

    def weights_changed(self) -> None:
        """To be called after every change of the adapter."""
        if self._fast is not None:
            self._fast.weights_changed()

    def summed(self, batch: Batch) -> torch.Tensor:
        """The sum over learned tokens, float32 (), with gradients."""
        targets = targets_of(batch.labels)
        if not self._plain:
            logits = self._logits(batch, targets).float()
            ids = targets.ids.to(logits.device)
            return nn.functional.cross_entropy(logits, ids, reduction="sum")
        hidden = self._hidden(batch, targets)
        return _SummedHeadLoss.apply(hidden, self._head.weight, self._head_bias(), targets.ids)

    @torch.no_grad()
    def by_token(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Each learned token's loss, float32 (n,), and its sequence's index, int64 (n,), on CPU."""
        targets = targets_of(batch.labels)
        sequences = targets.positions // batch.labels.shape[1]
        if not self._plain:
            logits = self._logits(batch, targets).float()
            ids = targets.ids.to(logits.device)
            losses = nn.functional.cross_entropy(logits, ids, reduction="none")
            return losses.cpu(), sequences
        hidden = self._hidden(batch, targets)
        ids = targets.ids.to(hidden.device)
        pieces = [
            -_log_probabilities(hidden[start:end], self._head.weight, self._head_bias())
            .gather(1, ids[start:end, None])
            .squeeze(1)
            for start, end in _pieces(len(ids), self._head.weight)
        ]
        return (torch.cat(pieces) if pieces else hidden.new_zeros(0)).float().cpu(), sequences

    def _hidden(self, batch: Batch, targets: Targets) -> torch.Tensor:
        if self._fast is not None:
            return self._fast.hidden(*_end_to_end(batch, targets))
        device = self._model.device
        with computing(self._model):
            states = self._decoder(**_inputs(batch, device)).last_hidden_state
        positions = targets.positions.to(device, non_blocking=True)
        return states.flatten(0, 1).index_select(0, positions).to(self._head.weight.dtype)

    def _logits(self, batch: Batch, targets: Targets) -> torch.Tensor:
        with computing(self._model):
            logits = self._model(**_inputs(batch, self._model.device)).logits
        return logits.flatten(0, 1).index_select(0, targets.positions.to(logits.device))

    def _head_bias(self) -> torch.Tensor | None:
        return getattr(self._head, "bias", None)

    @torch.no_grad()
    def _head_is_plain(self) -> bool:
        if not isinstance(self._head, nn.Linear):
            return False
        was_training = self._model.training
        self._model.eval()
        tokens = torch.arange(4, device=self._model.device)[None]
        with computing(self._model):
            hidden = self._decoder(input_ids=tokens, use_cache=False).last_hidden_state
            logits = self._model(input_ids=tokens, use_cache=False).logits
        self._model.train(was_training)
        return torch.allclose(self._head(hidden).float(), logits.float(), rtol=1e-2, atol=1e-2)

    @torch.no_grad()
    def _fast_way(self) -> FastLlama | None:
        model = self._model
        if not self._plain or not is_supported(model):
            return None
        if merged_bytes(model) > psutil.virtual_memory().available * _MERGED_SHARE:
            return None
        fast = FastLlama(model)
        tokens = torch.arange(8)
        hidden = self._decoder(input_ids=tokens[None], use_cache=False).last_hidden_state[0]
        found = fast.hidden(Rows(tokens, [0, 8]), tokens)
        if torch.allclose(hidden, found, rtol=1e-3, atol=1e-3 * float(hidden.abs().max())):
            return fast
        log.warning("The quick way through this model differs from the model; it is not taken.")
        return None


def _end_to_end(batch: Batch, targets: Targets) -> tuple[Rows, torch.Tensor]:
    """The batch without its padding, and where the targets stand then."""
    width = batch.input_ids.shape[1]
    sizes = torch.tensor([sum(lengths) for lengths in batch.segment_lengths])
    ids = batch.input_ids[torch.arange(width) < sizes[:, None]]
    segments = (length for lengths in batch.segment_lengths for length in lengths)
    left_out = (width - sizes).cumsum(0) - (width - sizes)
    positions = targets.positions - left_out[targets.positions // width]
    return Rows(ids, [0, *accumulate(segments)]), positions


def _inputs(batch: Batch, device: torch.device) -> dict[str, Any]:
    """No attention_mask: right padding needs none, and packed rows are isolated only without."""
    inputs: dict[str, Any] = {
        "input_ids": batch.input_ids.to(device, non_blocking=True),
        "use_cache": False,
    }
    if batch.position_ids is not None:
        inputs["position_ids"] = batch.position_ids.to(device, non_blocking=True)
    return inputs


class _SummedHeadLoss(torch.autograd.Function):
    """Sum of cross entropies of `hidden @ weight.T + bias`, whose weight is not trained.

    The gradient of the hidden states is made in the forward pass, where the probabilities are at
    hand; so logits are computed once, and the largest tensor kept is as large as `hidden`.
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: torch.Tensor,
        weight: torch.Tensor,
        bias: torch.Tensor | None,
        ids: torch.Tensor,
    ) -> torch.Tensor:
        ids = ids.to(hidden.device, non_blocking=True)
        gradient = torch.empty_like(hidden)
        total = torch.zeros((), dtype=torch.float32, device=hidden.device)
        for start, end in _pieces(len(ids), weight):
            expected = ids[start:end, None]
            scores = _log_probabilities(hidden[start:end], weight, bias)
            total -= scores.gather(1, expected).sum()
            probabilities = scores.exp_()
            probabilities.scatter_add_(1, expected, probabilities.new_full(expected.shape, -1))
            torch.mm(probabilities.to(weight.dtype), weight, out=gradient[start:end])
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, factor: torch.Tensor) -> tuple[torch.Tensor, None, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient * factor.to(gradient.dtype), None, None, None


def _log_probabilities(
    hidden: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    logits = nn.functional.linear(hidden, weight, bias)
    return torch.log_softmax(logits, dim=-1, dtype=torch.float32)


def _pieces(count: int, weight: torch.Tensor) -> list[tuple[int, int]]:
    limit = _LOGIT_BYTES_CUDA if weight.is_cuda else _LOGIT_BYTES
    size = max(16, limit // (4 * weight.shape[0]))
    return [(start, min(count, start + size)) for start in range(0, count, size)]
