"""The report on the data before any weight is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from naru_torch.template.mask import ChatTokenizer, TokenRow


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the preflight found.

    event: the `preflight` event without its envelope (`v`, `runId`, `seq`, `at`); `type` is there
    """

    event: dict[str, Any]
    train: list[TokenRow]
    validation: list[TokenRow]


def run_preflight(
    job: Mapping[str, Any],
    chat_tokenizer: ChatTokenizer,
    generation_config_eos_ids: int | Sequence[int] | None,
    *,
    write_refused: bool = True,
) -> Preflight:
    """Reads, splits, tokenises and checks the data of `job` (train-job.schema.json).

    write_refused: ranks other than 0 pass False.
    """
    raise NotImplementedError
