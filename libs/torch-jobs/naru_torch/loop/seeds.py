"""Randomness that depends on nothing but the seed and the place in a run.

Each step is seeded anew, so a resumed run draws what the uninterrupted one drew,
and evaluations or samples in between change nothing. No generator's state needs
to be saved.
"""

from __future__ import annotations

import hashlib
import random

import numpy as np
import torch


def seed_everything(seed: int, *place: int | str) -> None:
    """Seeds torch, numpy and random from the seed and a place, such as (step, rank)."""
    text = ":".join(map(str, (seed, *place)))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") >> 1
    torch.manual_seed(number)
    np.random.seed(number % 2**32)
    random.seed(number)
