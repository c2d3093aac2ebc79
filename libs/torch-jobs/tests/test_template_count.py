from __future__ import annotations

from typing import Any

import pytest
import tiny_tokenizers

from naru_torch.rows.check import as_row
from naru_torch.template.count import RowCount, count
from naru_torch.template.mask import ChatTokenizer, RowRefused


def chat_row(*turns: str, system: str | None = None) -> Any:
    messages = [] if system is None else [{"role": "system", "content": system}]
    for index, text in enumerate(turns):
        messages.append({"role": "user" if index % 2 == 0 else "assistant", "content": text})
    return as_row({"messages": messages}, "rows.jsonl", 1)


def counted(chat: ChatTokenizer, row: Any, lengths: list[int]) -> RowCount:
    (traced,) = chat.trace_many([row])
    assert not isinstance(traced, RowRefused)
    return count(traced, lengths, chat.end_of_turn_id)


@pytest.fixture(params=["chatml", "llama3"])
def chat(request: pytest.FixtureRequest) -> ChatTokenizer:
    return ChatTokenizer(getattr(tiny_tokenizers, request.param)())


KOREAN = chat_row("안녕하세요?", "나루는 배가 닿는 곳이에요.", "강은?", "건너는 곳이 아니에요.")


def test_a_row_counts_as_many_tokens_as_training_would_see(chat: ChatTokenizer) -> None:
    trained = chat.encode(KOREAN, 10_000)

    found = counted(chat, KOREAN, [10_000])

    assert found.tokens == len(trained.input_ids)
    assert found.supervised == sum(trained.supervised) == found.kept[0]


def test_what_is_kept_at_a_length_is_what_training_at_that_length_would_learn(
    chat: ChatTokenizer,
) -> None:
    whole = counted(chat, KOREAN, [1]).tokens
    lengths = list(range(8, whole + 4))

    kept = counted(chat, KOREAN, lengths).kept

    for length, learned in zip(lengths, kept, strict=True):
        (trained,) = chat.encode_many([KOREAN], length)
        assert learned == (0 if isinstance(trained, RowRefused) else sum(trained.supervised))
    assert kept[0] == 0 < kept[-1]


def test_syllables_and_words_are_those_of_the_answers_alone(chat: ChatTokenizer) -> None:
    row = chat_row(
        "질문이 Where is it?", "나루 landing don't 123", system="Answer like a ferryman."
    )

    found = counted(chat, row, [512])

    assert (found.hangul.units, found.latin.units) == (2, 2)
    assert found.hangul.tokens >= 1
    assert found.latin.tokens >= 2
    assert found.hangul.tokens + found.latin.tokens < found.supervised


def test_decomposed_hangul_counts_as_composed(chat: ChatTokenizer) -> None:
    import unicodedata

    turns = ("배포를 되돌리려면?", "나루는 강을 건너요.")
    decomposed = chat_row(*(unicodedata.normalize("NFD", text) for text in turns))

    assert counted(chat, decomposed, [64]) == counted(chat, chat_row(*turns), [64])
