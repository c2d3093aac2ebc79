"""Greedy answers to a few questions, before and after training."""

from __future__ import annotations

from dataclasses import dataclass

from transformers import PreTrainedModel, PreTrainedTokenizerBase


@dataclass(frozen=True)
class Answer:
    """One answer.

    prompt: the question as given
    text:   the decoded answer, without special tokens
    tokens: tokens generated, the end-of-turn token not counted
    ended:  False when it was cut at max_new_tokens
    """

    prompt: str
    text: str
    tokens: int
    ended: bool


def answer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: list[str],
    max_new_tokens: int,
) -> list[Answer]:
    """Answers every prompt as a single user turn, greedily and in one batch."""
    raise NotImplementedError
