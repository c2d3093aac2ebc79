"""What the hardware allows: tokens per second if a training step were its matrix products alone.

Times the products of LoRA on a frozen Llama in the shapes that they have in a step, on this
machine, and adds them up; norms, activations, softmax and the optimizer count as free. Prints one
line of JSON. Run: nx run torch-jobs:bench-bound
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

HIDDEN, INNER, LAYERS, VOCABULARY = 576, 1536, 30, 49152
HEADS, KV_HEADS, SIZE, RANK = 9, 3, 64, 16
"""SmolLM2-135M with an adapter of rank 16."""


@dataclass(frozen=True)
class Product:
    """One matrix product of (rows, inner) by (inner, columns), `times` in a step."""

    rows: int
    inner: int
    columns: int
    times: int

    @property
    def flop(self) -> int:
        return 2 * self.rows * self.inner * self.columns

    def seconds(self, repeats: int = 5) -> float:
        """The quickest of some repeats."""
        left, right = torch.randn(self.rows, self.inner), torch.randn(self.inner, self.columns)
        return quickest(lambda: torch.mm(left, right), repeats)


def quickest(work: Callable[[], object], repeats: int) -> float:
    work()
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def products(tokens: int, learned: int, length: int) -> dict[str, list[Product]]:
    """By part of the step. The base: forward and gradient of inputs; the head: learned tokens.

    Attention counts as seven products over the half of the square that is not masked.
    """
    qkv = (HEADS + 2 * KV_HEADS) * SIZE
    linear = [(HIDDEN, qkv), (HEADS * SIZE, HIDDEN), (HIDDEN, 2 * INNER), (INNER, HIDDEN)]
    base = [Product(tokens, i, o, LAYERS) for i, o in linear]
    base += [Product(tokens, o, i, LAYERS) for i, o in linear]
    adapter = []
    for inner, outer, count in [
        (HIDDEN, HIDDEN, 2),
        (HIDDEN, KV_HEADS * SIZE, 2),
        (HIDDEN, INNER, 2),
        (INNER, HIDDEN, 1),
    ]:
        adapter += [
            Product(tokens, inner, RANK, LAYERS * count),
            Product(tokens, outer, RANK, LAYERS * count),
            Product(RANK, tokens, inner, LAYERS * count),
            Product(outer, tokens, RANK, LAYERS * count),
        ]
    head = [Product(learned, HIDDEN, VOCABULARY, 1), Product(learned, VOCABULARY, HIDDEN, 1)]
    halves = HEADS * (tokens // length) * LAYERS
    attention = [Product(length, SIZE, length // 2, 7 * halves)]
    return {"base": base, "adapter": adapter, "head": head, "attention": attention}


def bound(tokens: int, learned: int, length: int) -> dict[str, object]:
    seconds: dict[str, float] = {}
    flop = 0
    for part, members in products(tokens, learned, length).items():
        seconds[part] = sum(product.seconds() * product.times for product in members)
        flop += sum(product.flop * product.times for product in members)
    whole = sum(seconds.values())
    return {
        "bound_tokens_per_second": round(tokens / whole, 1),
        "mflop_per_token": round(flop / tokens / 1e6),
        "gflop_per_second": round(flop / whole / 1e9, 1),
        "seconds": {part: round(value, 3) for part, value in seconds.items()},
        "tokens": tokens,
        "learned": learned,
        "length": length,
        "threads": torch.get_num_threads(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=1648, help="of one step")
    parser.add_argument("--learned", type=int, default=1143, help="of them supervised")
    parser.add_argument("--length", type=int, default=412, help="of one row")
    arguments = parser.parse_args()
    print(json.dumps(bound(arguments.tokens, arguments.learned, arguments.length)))


if __name__ == "__main__":
    main()
