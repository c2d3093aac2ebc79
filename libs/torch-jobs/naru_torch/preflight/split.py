"""Which rows are kept or held out, when not all are.

Knows keys and strata only, no rows. The same seed gives the same choice.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Sequence


def spread(strata: Sequence[tuple[str, ...]], count: int, seed: int) -> list[int]:
    """count indices, rising, that stand for all strata (language, topic) in proportion.

    Indices are sorted by stratum, shuffled within each, and taken at even distances.
    """
    order = list(range(len(strata)))
    random.Random(f"{seed}:spread").shuffle(order)
    order.sort(key=lambda index: strata[index])
    count = min(count, len(order))
    return sorted(order[(2 * k + 1) * len(order) // (2 * count)] for k in range(count))


def hold_out(
    keys: Sequence[Hashable],
    strata: Sequence[tuple[str, ...]],
    fraction: float,
    most: int | None,
    seed: int,
) -> set[int]:
    """Indices of about `fraction` of the different keys, at least one; a key's rows all or none.

    Nothing is held out for a fraction of 0, or of a single key.
    """
    groups: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        groups.setdefault(key, []).append(index)
    if fraction <= 0 or len(groups) < 2:
        return set()
    members = list(groups.values())
    count = max(1, round(fraction * len(members)))
    if most is not None:
        count = min(count, most)
    chosen = spread([strata[group[0]] for group in members], count, seed)
    return {index for group in chosen for index in members[group]}
