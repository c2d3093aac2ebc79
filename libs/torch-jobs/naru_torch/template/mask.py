"""Chat rows as token ids, with a mask of what is learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from naru_torch.rows.row import Row


class RowRefused(Exception):
    """One row that this tokenizer, template or length cannot train on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One row as the model sees it; at least one token is supervised, the first never.

    input_ids:  token ids, special tokens included
    supervised: for each token, whether it is learned (as a target)
    source:     `file:line`
    truncated:  tokens beyond max_length were cut off at the right
    """

    input_ids: list[int]
    supervised: list[bool]
    language: str | None
    source: str
    truncated: bool


class ChatTokenizer:
    """A tokenizer with its chat template.

    Raises JobError `template.unsupported` when made, if rows cannot be masked with it.
    """

    tokenizer: Any
    template_sha256: str
    """Of the template's text, UTF-8."""
    end_of_turn_id: int
    """The token that closes an assistant turn."""
    pad_id: int
    """A token id to pad with that is neither end of turn nor EOS, where the vocabulary has one."""

    def __init__(self, tokenizer: Any) -> None:
        raise NotImplementedError

    def encode(self, row: Row, max_length: int) -> TokenRow:
        """One row. Raises RowRefused."""
        raise NotImplementedError

    def encode_many(self, rows: Sequence[Row], max_length: int) -> Iterator[TokenRow | RowRefused]:
        """The same for many rows, in order, faster; a refused row comes as the exception's object."""
        raise NotImplementedError
