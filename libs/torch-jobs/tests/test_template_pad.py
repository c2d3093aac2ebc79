"""The token that pads."""

from __future__ import annotations

import pytest
from tiny_tokenizers import chatml, llama3

from naru_torch.rows.row import Message, Row
from naru_torch.template.mask import ChatTokenizer, RowRefused
from naru_torch.template.special import choose_pad_id


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        ({"pad_token": "<|endoftext|>"}, "<|endoftext|>"),
        ({"pad_token": "<|im_end|>"}, "<|endoftext|>"),
        ({"pad_token": "<|im_end|>", "unk_token": "<|im_start|>"}, "<|im_start|>"),
        ({"pad_token": "<|im_end|>", "eos_token": "<|endoftext|>"}, "<|im_start|>"),
        ({"pad_token": "<|pad|>"}, "<|pad|>"),
    ],
)
def test_the_own_pad_token_is_kept_unless_it_ends_something(
    named: dict[str, str], chosen: str
) -> None:
    tokenizer = chatml(**named)

    chat = ChatTokenizer(tokenizer)

    assert tokenizer.convert_ids_to_tokens(chat.pad_id) == chosen


def test_a_pad_token_that_the_model_has_no_embedding_for_is_passed_over() -> None:
    tokenizer = chatml()
    vocabulary = len(tokenizer)
    tokenizer.add_special_tokens({"pad_token": "[PAD]"})

    assert ChatTokenizer(tokenizer).pad_id == vocabulary
    assert ChatTokenizer(tokenizer, vocabulary).pad_id < vocabulary


def test_a_row_with_a_token_that_the_model_has_no_embedding_for_is_refused() -> None:
    tokenizer = chatml()
    vocabulary = len(tokenizer)
    tokenizer.add_tokens(["나루터"])
    messages = [Message("user", "Where?"), Message("assistant", "나루터")]
    row = Row(messages, language="ko", id=None, file="a.jsonl", line=3)

    with pytest.raises(RowRefused, match=f"나루터 .{vocabulary}., and the base model"):
        ChatTokenizer(tokenizer, vocabulary).encode(row, 64)


def test_a_named_padding_token_goes_before_reserved_ones() -> None:
    tokenizer = llama3()
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|finetune_right_pad_id|>"]})

    pad_id = choose_pad_id(tokenizer, tokenizer.eos_token_id)

    assert tokenizer.convert_ids_to_tokens(pad_id) == "<|finetune_right_pad_id|>"
