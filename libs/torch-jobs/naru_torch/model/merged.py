"""Linear layers that share their input, with their adapters added into the weights.

Owns the arithmetic of LoRA for one optimizer step: forward with `W + s B A`, and the
gradients of A and B. Knows nothing of which model the layers are of.

While a step lasts, A and B do not change. Adding them into a copy of W once saves a third of
LoRA's products and every pass over its outputs. The copy takes as much memory as the base in
float32, and a four-bit W, which bitsandbytes unpacks at 60 million weights a second on a CPU,
is unpacked once a run and takes as much again: this is for small models on CPUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

ADAPTER = "default"


class MergedLinears:
    """Several linear layers as one; inputs are (tokens, in), outputs (tokens, sum of out).

    norm: weight of an RMSNorm, (in,), that stands before the layers; it is folded into the
          weights, so that inputs are normalised but not yet scaled
    """

    def __init__(self, layers: Sequence[nn.Module], norm: torch.Tensor | None = None) -> None:
        self._norm = norm
        self._layers = list(layers)
        self._plain = [_plain_weight(layer) for layer in layers]
        self._adapted = [layer for layer in layers if hasattr(layer, "lora_A")]
        self._ends: list[int] = []
        end = 0
        for layer in layers:
            end += _base(layer).out_features
            self._ends.append(end)
        self.weight = torch.empty(end, _base(layers[0]).in_features)
        self.bias = _biases(self._layers, self._ends)
        ranks = [layer.lora_A[ADAPTER].weight.shape[0] for layer in self._adapted]
        self._ranks = [sum(ranks[:index]) for index in range(len(ranks) + 1)]
        self._a = torch.empty(self._ranks[-1], self.weight.shape[1])

    @property
    def parameters(self) -> list[nn.Parameter]:
        """A and B of each adapted layer: those that `gradients` is about, in its order."""
        return [
            matrix[ADAPTER].weight
            for layer in self._adapted
            for matrix in (layer.lora_A, layer.lora_B)
        ]

    @torch.no_grad()
    def refresh(self) -> None:
        """Adds the adapters as they are now."""
        first = 0
        for plain, end in zip(self._plain, self._ends, strict=True):
            merged = self.weight[first:end]
            if self._norm is None:
                merged.copy_(plain)
            else:
                torch.mul(plain, self._norm, out=merged)
            first = end
        for index, layer in enumerate(self._adapted):
            a = self._a[self._ranks[index] : self._ranks[index + 1]]
            a.copy_(layer.lora_A[ADAPTER].weight)
            if self._norm is not None:
                a.mul_(self._norm)
            rows = self._rows(layer)
            self.weight[rows].addmm_(layer.lora_B[ADAPTER].weight, a, alpha=layer.scaling[ADAPTER])

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return nn.functional.linear(inputs, self.weight, self.bias)

    def backward(self, outer: torch.Tensor, *, out: torch.Tensor | None = None) -> torch.Tensor:
        """The gradient of the inputs from that of the outputs."""
        return torch.mm(outer, self.weight, out=out)

    def gradients(self, outer: torch.Tensor, inputs: torch.Tensor) -> list[torch.Tensor]:
        """The gradients of `parameters`.

        outer:  gradient of the outputs, (tokens, sum of out)
        inputs: as they were given to `forward`
        """
        if not self._adapted:
            return []
        down = inputs @ self._a.T
        up = torch.empty_like(down)
        of_b = []
        for index, layer in enumerate(self._adapted):
            mine = outer[:, self._rows(layer)]
            ranks = slice(self._ranks[index], self._ranks[index + 1])
            torch.mm(mine, layer.lora_B[ADAPTER].weight, out=up[:, ranks])
            of_b.append((mine.T @ down[:, ranks]).mul_(layer.scaling[ADAPTER]))
        of_a = up.T @ inputs
        if self._norm is not None:
            of_a.mul_(self._norm)
        found: list[torch.Tensor] = []
        for index, layer in enumerate(self._adapted):
            mine = of_a[self._ranks[index] : self._ranks[index + 1]]
            found += [mine.mul_(layer.scaling[ADAPTER]), of_b[index]]
        return found

    def _rows(self, layer: nn.Module) -> slice:
        place = next(i for i, each in enumerate(self._layers) if each is layer)
        return slice(self._ends[place - 1] if place else 0, self._ends[place])


def _base(layer: nn.Module) -> Any:
    return getattr(layer, "base_layer", layer)


def _plain_weight(layer: nn.Module) -> torch.Tensor:
    weight = _base(layer).weight
    state = getattr(weight, "quant_state", None)
    if state is None:
        return weight
    import bitsandbytes.functional as bnb

    return bnb.dequantize_4bit(weight.data, state)


def _biases(layers: Sequence[nn.Module], ends: Sequence[int]) -> torch.Tensor | None:
    if all(_base(layer).bias is None for layer in layers):
        return None
    bias = torch.zeros(ends[-1])
    for layer, end in zip(layers, ends, strict=True):
        own = _base(layer).bias
        if own is not None:
            bias[end - own.shape[0] : end] = own.detach()
    return bias
