"""The trained parameters' gradients and their optimizer.

Owns one flat gradient, its sum over processes, clipping and the update. Knows
nothing of losses or of data.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

_SIGNALS = 2


class Gradients:
    """Every trained parameter's gradient as a view into one float32 vector.

    Zeroing, summing over processes, the norm and clipping are then one operation each, and a
    few numbers of a step (`signals`) travel with the sum at no cost.
    """

    def __init__(self, parameters: Sequence[nn.Parameter]) -> None:
        count = sum(parameter.numel() for parameter in parameters)
        device = parameters[0].device
        self.whole = torch.zeros(count + _SIGNALS, dtype=torch.float32, device=device)
        self.signals = self.whole[count:]
        self._values = self.whole[:count]
        start = 0
        for parameter in parameters:
            end = start + parameter.numel()
            parameter.grad = self.whole[start:end].view_as(parameter)
            start = end

    def zero(self) -> None:
        self.whole.zero_()

    def clip(self, limit: float | None) -> torch.Tensor:
        """Scales the gradient down to norm `limit`; returns its norm before, float32 ()."""
        norm = torch.linalg.vector_norm(self._values)
        if limit is not None:
            self._values.mul_((limit / (norm + 1e-6)).clamp(max=1))
        return norm


def make_optimizer(
    parameters: Sequence[nn.Parameter], config: Mapping[str, Any]
) -> torch.optim.Optimizer:
    """AdamW (arXiv:1711.05101), its state in float32 or, by bitsandbytes, in 8 bits."""
    settings: dict[str, Any] = {
        "lr": config["learning_rate"],
        "betas": (config["adam_beta1"], config["adam_beta2"]),
        "eps": 1e-8,
        "weight_decay": config["weight_decay"],
    }
    if config["optimizer"] == "adamw":
        return torch.optim.AdamW(parameters, fused=True, **settings)
    import bitsandbytes as bnb

    paged = config["optimizer"] == "paged_adamw_8bit"
    made = bnb.optim.PagedAdamW8bit if paged else bnb.optim.AdamW8bit
    return made(parameters, **settings)


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


def optimizer_bytes(optimizer: torch.optim.Optimizer) -> bytes:
    """The optimizer's state, for a checkpoint."""
    buffer = io.BytesIO()
    torch.save(optimizer.state_dict(), buffer)
    return buffer.getvalue()


def restore_optimizer(optimizer: torch.optim.Optimizer, saved: bytes) -> None:
    state = torch.load(io.BytesIO(saved), map_location="cpu", weights_only=True)
    optimizer.load_state_dict(state)
