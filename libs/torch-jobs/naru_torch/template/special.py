"""The tokens of a tokenizer that mean something other than text.

Owns which of them content must not spell, which one pads and which one begins a text.
"""

from __future__ import annotations

import re
from typing import Any

_PAD_NAMES = ("<|finetune_right_pad_id|>", "<pad>", "<|pad|>", "[PAD]", "<|padding|>")


def special_tokens(tokenizer: Any) -> dict[str, int]:
    """Every token that the tokenizer marks as special, by its text."""
    added = tokenizer.added_tokens_decoder.items()
    found = {token.content: index for index, token in added if token.special}
    named = zip(tokenizer.all_special_tokens, tokenizer.all_special_ids, strict=True)
    return found | dict(named)


def spelled_in_content(tokens: list[str]) -> re.Pattern[str]:
    """Matches any of the tokens: in content they would be read as the token, not as text."""
    longest_first = sorted(tokens, key=lambda token: (-len(token), token))
    return re.compile("|".join(re.escape(token) for token in longest_first if token) or r"(?!)")


def choose_pad_id(tokenizer: Any, end_of_turn_id: int, vocabulary: int | None = None) -> int:
    """A token id to pad with that ends nothing, where the vocabulary has one.

    The tokenizer's own pad token comes first, unless it is also EOS or end of turn. What is
    learned never depends on this choice; other programs that derive a mask from ids do.

    vocabulary: the model has embeddings for ids below it, None: for all of the tokenizer's; pad
                tokens are often added to a tokenizer alone
    """
    specials = special_tokens(tokenizer)
    used = {tokenizer.eos_token_id, tokenizer.bos_token_id, end_of_turn_id}
    reserved = sorted(token for token in specials if "reserved" in token)
    candidates = [
        tokenizer.pad_token_id,
        *(specials.get(name) for name in _PAD_NAMES),
        tokenizer.unk_token_id,
        *(specials[token] for token in reserved),
        *sorted(specials.values()),
        tokenizer.pad_token_id,
        tokenizer.eos_token_id,
        0,
    ]
    allowed = (index for index in candidates if index is not None and index not in used)
    embedded = (index for index in allowed if vocabulary is None or index < vocabulary)
    return next(embedded, end_of_turn_id)


def begins_with_bos(tokenizer: Any) -> bool:
    """Whether the tokenizer itself puts a BOS token before a text."""
    bos = tokenizer.bos_token_id
    return bos is not None and tokenizer("a", verbose=False)["input_ids"][:1] == [bos]
