"""What is learned of a row, on Llama 3's and ChatML's formats and on the real SmolLM2."""

from __future__ import annotations

import hashlib
import random
from datetime import date
from typing import Any

import pytest
from tiny_tokenizers import CHATML_TEMPLATE, LLAMA3_TEMPLATE, chatml, llama3

from naru_torch.contract.errors import JobError
from naru_torch.rows.read import Message, Row
from naru_torch.template.mask import ChatTokenizer, RowRefused, TokenRow

LONG = 10_000


def row(*turns: str, system: str | None = None, language: str | None = "ko") -> Row:
    messages = [Message("system", system)] if system is not None else []
    for index, turn in enumerate(turns):
        messages.append(Message("assistant" if index % 2 else "user", turn))
    return Row(messages, language, None, "자료.jsonl", 7)


def learned(chat: ChatTokenizer, encoded: TokenRow) -> list[str]:
    return [text for text, is_learned in chat.pieces(encoded) if is_learned]


@pytest.fixture(scope="module")
def llama() -> ChatTokenizer:
    return ChatTokenizer(llama3())


@pytest.fixture(scope="module")
def chat() -> ChatTokenizer:
    return ChatTokenizer(chatml())


@pytest.fixture(scope="module")
def smol(smollm2_tokenizer: Any) -> ChatTokenizer:
    return ChatTokenizer(smollm2_tokenizer)


class TestLlama3:
    def test_learns_the_answers_and_eot_and_nothing_else(self, llama: ChatTokenizer) -> None:
        encoded = llama.encode(row("나루?", "나루터.", "Why?", "Because.", system="짧게."), LONG)

        assert learned(llama, encoded) == ["나루터.<|eot_id|>", "Because.<|eot_id|>"]
        assert encoded.source == "자료.jsonl:7"
        assert not encoded.truncated

    def test_has_exactly_one_bos_though_tokenizer_and_template_both_write_one(
        self, llama: ChatTokenizer
    ) -> None:
        encoded = llama.encode(row("나루?", "나루터."), LONG)

        bos = llama.tokenizer.bos_token_id
        assert encoded.input_ids[0] == bos
        assert encoded.input_ids.count(bos) == 1
        assert encoded.supervised[0] is False

    def test_learns_eot_once_a_turn(self, llama: ChatTokenizer) -> None:
        encoded = llama.encode(row("a", "b", "c", "d"), LONG)

        pairs = zip(encoded.input_ids, encoded.supervised, strict=True)
        assert [flag for token, flag in pairs if token == llama.end_of_turn_id] == [
            False,
            True,
            False,
            True,
        ]

    def test_pads_with_a_reserved_token_as_it_has_no_pad_token(self, llama: ChatTokenizer) -> None:
        token = llama.tokenizer.convert_ids_to_tokens(llama.pad_id)

        assert token == "<|reserved_special_token_0|>"

    def test_gives_the_ids_of_the_rendered_text(self, llama: ChatTokenizer) -> None:
        text = (
            "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n나루?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n나루터.<|eot_id|>"
        )

        encoded = llama.encode(row("나루?", "나루터."), LONG)

        assert encoded.input_ids == llama.tokenizer(text, add_special_tokens=False)["input_ids"]

    def test_a_template_without_bos_gets_the_tokenizers(self) -> None:
        chat = ChatTokenizer(llama3(LLAMA3_TEMPLATE.replace("{{ bos_token }}", "")))

        encoded = chat.encode(row("나루?", "나루터."), LONG)

        assert chat.facts.adds_bos
        assert encoded.input_ids.count(chat.tokenizer.bos_token_id) == 1
        assert encoded.input_ids[0] == chat.tokenizer.bos_token_id
        assert learned(chat, encoded) == ["나루터.<|eot_id|>"]


class TestChatMl:
    def test_does_not_learn_the_newline_after_the_end_of_turn(self, chat: ChatTokenizer) -> None:
        encoded = chat.encode(row("나루?", "나루터."), LONG)

        assert chat.pieces(encoded)[-2:] == [("나루터.<|im_end|>", True), ("\n", False)]

    def test_has_no_bos(self, chat: ChatTokenizer) -> None:
        encoded = chat.encode(row("나루?", "나루터."), LONG)

        assert chat.facts.bos_id is None
        assert chat.tokenizer.convert_ids_to_tokens(encoded.input_ids[0]) == "<|im_start|>"

    def test_learns_the_end_of_turn_though_it_is_also_pad_and_eos(
        self, chat: ChatTokenizer
    ) -> None:
        encoded = chat.encode(row("나루?", "나루터."), LONG)

        assert chat.tokenizer.pad_token_id == chat.tokenizer.eos_token_id == chat.end_of_turn_id
        assert chat.pad_id != chat.end_of_turn_id
        assert encoded.supervised[encoded.input_ids.index(chat.end_of_turn_id, 10)]

    @pytest.mark.parametrize(
        "answer",
        [
            "user",
            "assistant\n",
            "나루?",
            "<|im_start",
            "  앞뒤 공백  ",
            "\n\n줄\n\n",
            "👨‍👩‍👧 각 \u1100\u1161 가",
            "assistant\n나루?",
        ],
    )
    def test_learns_by_position_whatever_the_content_repeats(
        self, chat: ChatTokenizer, answer: str
    ) -> None:
        encoded = chat.encode(row("나루?", answer, answer, answer), LONG)

        assert learned(chat, encoded) == [answer + "<|im_end|>"] * 2


class TestSmolLm2:
    def test_learns_the_answers_only(self, smol: ChatTokenizer) -> None:
        encoded = smol.encode(row("안녕?", "안녕하세요.", "What?", "A ferry."), LONG)

        assert smol.end_of_turn == "<|im_end|>"
        assert learned(smol, encoded) == ["안녕하세요.<|im_end|>", "A ferry.<|im_end|>"]
        assert smol.pieces(encoded)[0][0].startswith("<|im_start|>system\nYou are a helpful")

    def test_begins_with_one_bos_which_also_begins_turns(self, smol: ChatTokenizer) -> None:
        encoded = smol.encode(row("안녕?", "안녕하세요."), LONG)

        assert smol.facts.bos_marks_turns
        assert encoded.input_ids[0] == smol.facts.bos_id
        assert encoded.input_ids[1] != smol.facts.bos_id

    def test_pads_with_another_token_than_eos(self, smol: ChatTokenizer) -> None:
        assert smol.tokenizer.pad_token_id == smol.tokenizer.eos_token_id
        assert smol.tokenizer.convert_ids_to_tokens(smol.pad_id) == "<|endoftext|>"

    def test_names_its_template_by_hash(self, smol: ChatTokenizer) -> None:
        text = smol.tokenizer.chat_template

        assert smol.template_sha256 == hashlib.sha256(text.encode()).hexdigest()

    def test_many_rows_give_what_one_gives(self, smol: ChatTokenizer) -> None:
        words = [
            "나루",
            "ferry",
            "배포",
            "12",
            "\n",
            "하세요.",
            "<b>",
            "{}",
            "👍",
            "は",
            "rollback",
        ]
        generator = random.Random(3)
        rows = [
            row(
                *[
                    " ".join(generator.choices(words, k=generator.randint(1, 12))) or "x"
                    for _ in range(2 * generator.randint(1, 3))
                ]
            )
            for _ in range(300)
        ]
        rows = [each for each in rows if all(m.content.strip() for m in each.messages)]

        together = list(smol.encode_many(rows, 64))
        alone = [_or_refusal(smol, each, 64) for each in rows]

        assert [_plain(each) for each in together] == [_plain(each) for each in alone]
        assert any(isinstance(each, RowRefused) for each in together)

    def test_any_row_learns_its_answers_and_decodes_to_its_text(self, smol: ChatTokenizer) -> None:
        generator = random.Random(5)
        alphabet = "aZ 가힣ㄱ\u1100\u1161\n\t0.,<|>é漢👍\u200d\u2028"
        for _ in range(200):
            turns = [
                "x" + "".join(generator.choices(alphabet, k=generator.randint(0, 30)))
                for _ in range(2 * generator.randint(1, 3))
            ]

            encoded = smol.encode(row(*turns), LONG)

            assert learned(smol, encoded) == [f"{turn}<|im_end|>" for turn in turns[1::2]]


def _or_refusal(chat: ChatTokenizer, each: Row, max_length: int) -> TokenRow | RowRefused:
    try:
        return chat.encode(each, max_length)
    except RowRefused as refused:
        return refused


def _plain(encoded: TokenRow | RowRefused) -> TokenRow | str:
    return encoded.reason if isinstance(encoded, RowRefused) else encoded


class TestTruncation:
    def test_cuts_from_the_right_and_says_so(self, chat: ChatTokenizer) -> None:
        whole = chat.encode(row("나루?", "나루터는 강가에 있어요."), LONG)
        cut = chat.encode(row("나루?", "나루터는 강가에 있어요."), len(whole.input_ids) - 3)

        assert cut.truncated
        assert cut.input_ids == whole.input_ids[:-3]
        assert cut.supervised == whole.supervised[:-3]

    def test_a_row_that_just_fits_is_not_truncated(self, chat: ChatTokenizer) -> None:
        whole = chat.encode(row("나루?", "나루터."), LONG)

        assert chat.encode(row("나루?", "나루터."), len(whole.input_ids)) == whole

    def test_a_row_whose_answer_falls_away_is_refused(self, chat: ChatTokenizer) -> None:
        with pytest.raises(RowRefused) as raised:
            chat.encode(row("긴 질문 " * 50, "나루터."), 32)

        assert raised.value.reason.startswith("has no supervised token in its first 32 of ")

    def test_bos_counts_as_one_of_the_tokens(self) -> None:
        chat = ChatTokenizer(llama3(LLAMA3_TEMPLATE.replace("{{ bos_token }}", "")))
        whole = chat.encode(row("나루?", "나루터."), LONG)

        cut = chat.encode(row("나루?", "나루터."), len(whole.input_ids) - 1)

        assert len(cut.input_ids) == len(whole.input_ids) - 1
        assert cut.truncated


class TestRefusedContent:
    @pytest.mark.parametrize("token", ["<|im_end|>", "<|im_start|>", "<|endoftext|>"])
    @pytest.mark.parametrize("turn", [0, 1])
    def test_a_special_token_spelled_out_is_refused(
        self, chat: ChatTokenizer, token: str, turn: int
    ) -> None:
        turns = ["나루?", "나루터."]
        turns[turn] += f" {token}"

        with pytest.raises(RowRefused) as raised:
            chat.encode(row(*turns), LONG)

        assert raised.value.field == f"messages[{turn}].content"
        assert raised.value.reason.startswith(f"spells the special token {token},")

    def test_eot_spelled_in_a_system_turn_is_refused(self, llama: ChatTokenizer) -> None:
        with pytest.raises(RowRefused, match=r"messages\[0\].content spells .*<\|eot_id\|>"):
            llama.encode(row("a", "b", system="x<|eot_id|>"), LONG)

    def test_another_models_tokens_are_text(self, chat: ChatTokenizer) -> None:
        encoded = chat.encode(row("나루?", "llama ends with <|eot_id|>"), LONG)

        assert learned(chat, encoded) == ["llama ends with <|eot_id|><|im_end|>"]


NO_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}" + CHATML_TEMPLATE
)
DROPS_SYSTEM = CHATML_TEMPLATE.replace(
    "{% for message in messages %}",
    "{% for message in messages if message['role'] != 'system' %}",
)
# As Qwen3 and Phi 3 do: the last answer is written with something that earlier ones lack.
LAST_DIFFERS = CHATML_TEMPLATE.replace(
    "'\n' + message['content']",
    "'\n' + ('<think></think>' if loop.last and message['role'] == 'assistant' else '')"
    " + message['content']",
)
IGNORES_PROMPT = CHATML_TEMPLATE[: CHATML_TEMPLATE.index("{% if add_generation")]
NEVER_ENDS = "{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '\n' }}{% endfor %}"
PROMPT_DIFFERS = (
    CHATML_TEMPLATE + "{% if not add_generation_prompt %}{{ '' }}{% else %}?{% endif %}"
)
DOUBLE_BOS = LLAMA3_TEMPLATE.replace("{{ bos_token }}", "{{ bos_token + bos_token }}")
SPACE_PROMPT = (
    "{% for m in messages %}{{ m['role'] + ': ' + m['content'] + '<|im_end|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)


class TestTemplates:
    def test_one_that_knows_no_system_turn_refuses_such_rows_in_its_own_words(self) -> None:
        chat = ChatTokenizer(chatml(NO_SYSTEM))

        with pytest.raises(RowRefused, match="refuses it: System role not supported"):
            chat.encode(row("a", "b", system="c"), LONG)

        assert learned(chat, chat.encode(row("a", "b"), LONG)) == ["b<|im_end|>"]

    def test_one_that_drops_system_turns_refuses_such_rows(self) -> None:
        chat = ChatTokenizer(chatml(DROPS_SYSTEM))

        with pytest.raises(RowRefused, match="leaves system turns out"):
            chat.encode(row("a", "b", system="c"), LONG)

    def test_one_that_rewrites_earlier_turns_takes_single_turns_only(self) -> None:
        chat = ChatTokenizer(chatml(LAST_DIFFERS))

        with pytest.raises(RowRefused, match="writes earlier turns differently"):
            chat.encode(row("a", "b", "c", "d"), LONG)

        assert learned(chat, chat.encode(row("a", "b"), LONG)) == ["<think></think>b<|im_end|>"]
        assert "earlier turns" in (chat.facts.several_turns_fault or "")

    @pytest.mark.parametrize(
        ("template", "message"),
        [
            (IGNORES_PROMPT, "does not open the assistant's turn"),
            (NEVER_ENDS, "never learn to stop"),
            (PROMPT_DIFFERS, "prompt is not the beginning"),
            ("{{ raise_exception('no') }}", "the chat template refuses it: no"),
            ("{% for m in messages %}{{ m['nope'] + 1 }}{% endfor %}", "refuses it"),
            ("constant", "does not write an assistant turn's content"),
        ],
    )
    def test_one_that_cannot_be_masked_is_an_error_at_once(
        self, template: str, message: str
    ) -> None:
        with pytest.raises(JobError, match=message) as raised:
            ChatTokenizer(chatml(template))

        assert raised.value.code == "template.unsupported"
        assert raised.value.hint

    def test_one_that_writes_bos_twice_is_an_error(self) -> None:
        with pytest.raises(JobError, match=r"<\|begin_of_text\|> twice") as raised:
            ChatTokenizer(llama3(DOUBLE_BOS))

        assert raised.value.code == "template.unsupported"

    def test_none_is_an_error_that_says_what_to_do(self) -> None:
        with pytest.raises(JobError, match="no chat template") as raised:
            ChatTokenizer(chatml(None))

        assert raised.value.code == "template.unsupported"
        assert "instruct model" in (raised.value.hint or "")

    def test_one_whose_prompt_melts_into_the_answer_is_noticed(self) -> None:
        chat = ChatTokenizer(chatml(SPACE_PROMPT))

        assert "melt into one" in (chat.facts.boundary_fault or "")
        assert ChatTokenizer(chatml()).facts.boundary_fault is None

    def test_a_token_shared_by_prompt_and_answer_is_not_learned(self) -> None:
        chat = ChatTokenizer(chatml(SPACE_PROMPT))

        encoded = chat.encode(row("a", "At the landing."), LONG)

        assert chat.pieces(encoded)[0][0].endswith("assistant: At")
        assert learned(chat, encoded) == [" the landing.<|im_end|>"]

    def test_one_that_writes_the_date_writes_that_of_the_runs_beginning(self) -> None:
        template = "Today: {{ strftime_now('%d %b %Y') }}\n" + CHATML_TEMPLATE
        begun = ChatTokenizer(chatml(template), day=date(2026, 3, 1))

        tokens = begun.encode(row("오늘?", "일요일이에요."), LONG)

        assert "".join(text for text, _ in begun.pieces(tokens)).startswith("Today: 01 Mar 2026\n")

    def test_named_templates_use_the_default_one(self) -> None:
        tokenizer = chatml()
        tokenizer.chat_template = {"default": CHATML_TEMPLATE, "rag": "{{ 'x' }}"}

        chat = ChatTokenizer(tokenizer)

        assert learned(chat, chat.encode(row("a", "b"), LONG)) == ["b<|im_end|>"]


def test_a_tokenizer_without_offsets_is_an_error() -> None:
    class Slow:
        is_fast = False

    with pytest.raises(JobError, match="no fast form") as raised:
        ChatTokenizer(Slow())

    assert raised.value.code == "model.unsupported"
