"""The learning rate of each step, and how many steps there are. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def total_steps(steps_in_epoch: int, epochs: float, max_steps: int | None) -> int:
    """Optimizer steps of a run; a begun fraction of a step counts as one."""
    return max_steps if max_steps is not None else max(1, math.ceil(steps_in_epoch * epochs))


def learning_rate(step: int, total: int, config: Mapping[str, Any]) -> float:
    """The rate of optimizer step `step`, counted from 0.

    Warm-up rises in equal parts and reaches the full rate one step after its last, so that no
    step has rate 0. Then constant, linear or cosine down to min_learning_rate_ratio.
    """
    peak: float = config["learning_rate"]
    warmup = math.ceil(total * config["warmup_ratio"])
    if step < warmup:
        return peak * (step + 1) / (warmup + 1)
    if config["schedule"] == "constant":
        return peak
    done = (step - warmup) / max(1, total - warmup)
    left = 1 - done if config["schedule"] == "linear" else (1 + math.cos(math.pi * done)) / 2
    floor: float = config["min_learning_rate_ratio"]
    return peak * (floor + (1 - floor) * left)
