"""The rows that every contender trains on, as tokens, so that all see the very same.

Knows the sample data and the packaged tokenizer. Knows no trainer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bench.embedded_model import packaged_gguf

from naru_torch.model.base import Base
from naru_torch.rows.read import read_rows
from naru_torch.rows.row import Row
from naru_torch.template.mask import ChatTokenizer, TokenRow

SAMPLES = Path(__file__).resolve().parents[3] / "data" / "samples" / "train"


def packaged_base() -> Base:
    """The embedded model as the training job reads it."""
    return Base(
        {
            "id": "smollm2-135m-instruct",
            "revision": None,
            "path": str(packaged_gguf()),
            "format": "gguf",
            "sha256": None,
        }
    )


def sample_rows(base: Base, count: int, max_length: int) -> list[TokenRow]:
    """`count` rows spread evenly over the sample files, which holds the mix of lengths."""
    chat = ChatTokenizer(base.tokenizer)
    rows = [row for file in sorted(SAMPLES.glob("*.jsonl")) for row in read_rows(file)]
    encoded = chat.encode_many([row for row in rows if isinstance(row, Row)], max_length)
    tokens = [row for row in encoded if isinstance(row, TokenRow)]
    return [tokens[index * len(tokens) // count] for index in range(count)]


def save_rows(rows: Sequence[TokenRow], path: Path) -> None:
    pairs = [{"input_ids": row.input_ids, "supervised": row.supervised} for row in rows]
    path.write_text(json.dumps(pairs), encoding="utf-8")


def load_rows(path: Path) -> list[TokenRow]:
    return [
        TokenRow(**pair, language=None, source=f"row {index}", truncated=False)
        for index, pair in enumerate(json.loads(path.read_text(encoding="utf-8")))
    ]
