"""The report before training: what it counts, what it refuses, what it stops for."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tiny_tokenizers import CHATML_TEMPLATE, chatml, llama3

from naru_torch.contract.errors import JobError
from naru_torch.preflight.report import Preflight, run_preflight
from naru_torch.template.mask import ChatTokenizer

SCHEMA = Path(__file__).parents[2] / "contracts" / "schema" / "job-event.schema.json"


def conversation(index: int, **extra: object) -> dict[str, object]:
    user = f"나루 {index}번은 어디예요?" if index % 2 else f"Where is ferry {index}?"
    answer = f"강가 {index}번 나루터." if index % 2 else f"At landing {index}."
    turns = [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]
    return {"messages": turns, **extra}


def data_file(path: Path, *rows: object) -> dict[str, Any]:
    """Strings stand in the file as they are, all else as JSON."""
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    content = "\n".join(lines).encode()
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"path": str(path), "sha256": digest, "bytes": len(content)}


def job_of(
    tmp_path: Path, train: list[Any], validation: list[Any], **config: Any
) -> dict[str, Any]:
    defaults = {
        "max_length": 512,
        "seed": 42,
        "validation_fraction": 0.1,
        "max_train_rows": None,
        "max_validation_rows": None,
    }
    return {
        "runDir": str(tmp_path / "run"),
        "data": {"train": train, "validation": validation},
        "config": defaults | config,
        "provenance": {"chatTemplateSha256": None},
    }


def checks_of(found: Preflight) -> dict[str, tuple[bool, str]]:
    return {each["name"]: (each["ok"], each["detail"]) for each in found.event["checks"]}


def refused_file(tmp_path: Path) -> list[dict[str, Any]]:
    text = (tmp_path / "run" / "refused.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def assert_fits_the_contract(event: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    envelope = {"v": 1, "runId": "20260101T000000-abc123", "seq": 0, "at": 0}
    reference = {"$ref": "#/$defs/Preflight", "$defs": schema["$defs"]}
    Draft202012Validator(reference).validate(envelope | json.loads(json.dumps(event)))


@pytest.fixture(scope="module")
def chat() -> ChatTokenizer:
    return ChatTokenizer(chatml())


@pytest.fixture
def rows() -> list[dict[str, object]]:
    return [conversation(index) for index in range(40)]


def test_the_report_on_good_data_is_all_right_and_fits_the_contract(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    job = job_of(tmp_path, [data_file(tmp_path / "train.jsonl", *rows)], [])

    found = run_preflight(job, chat, chat.end_of_turn_id)

    assert_fits_the_contract(found.event)
    assert found.event["type"] == "preflight"
    assert found.event["ok"], found.event["checks"]
    assert found.event["chatTemplateSha256"] == chat.template_sha256
    assert found.event["refused"] == refused_file(tmp_path) == []
    assert (len(found.train), len(found.validation)) == (36, 4)
    assert {row.language for row in found.validation} == {"ko", "en"}


def test_the_figures_are_those_of_the_rows(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    job = job_of(
        tmp_path,
        [data_file(tmp_path / "train.jsonl", *rows, "{broken")],
        [data_file(tmp_path / "val.jsonl", conversation(100))],
    )

    found = run_preflight(job, chat, None)

    train, validation = found.event["splits"]
    assert (train["name"], train["rowsRead"], train["rowsUsed"]) == ("train", 41, 40)
    assert (train["rowsRefused"], train["rowsTruncated"]) == (1, 0)
    assert train["tokens"] == sum(len(row.input_ids) for row in found.train)
    assert train["supervisedTokens"] == sum(sum(row.supervised) for row in found.train)
    lengths = sorted(len(row.input_ids) for row in found.train)
    assert train["tokensPerRow"] == {
        "min": lengths[0],
        "median": (lengths[19] + lengths[20]) / 2,
        "p95": lengths[37],
        "max": lengths[39],
    }
    assert (validation["rowsRead"], validation["rowsUsed"]) == (1, 1)


def test_the_preview_is_a_row_in_pieces_learned_and_not(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    job = job_of(tmp_path, [data_file(tmp_path / "train.jsonl", *rows)], [])

    preview = run_preflight(job, chat, None).event["preview"]

    assert [piece["learned"] for piece in preview] == [False, True, False]
    text = "".join(piece["text"] for piece in preview)
    assert text.startswith("<|im_start|>user\n")
    assert preview[1]["text"].endswith("<|im_end|>")
    assert "\ufffd" not in text


def test_a_huge_row_is_previewed_in_part(tmp_path: Path, chat: ChatTokenizer) -> None:
    turns = [
        {"role": "user", "content": "나루 " * 3000},
        {"role": "assistant", "content": "터 " * 3000},
    ]
    job = job_of(
        tmp_path,
        [data_file(tmp_path / "a.jsonl", {"messages": turns})],
        [],
        max_length=100_000,
    )

    preview = run_preflight(job, chat, None).event["preview"]

    assert sum(len(piece["text"]) for piece in preview) < 3000


def test_refused_rows_are_all_in_the_file_and_a_hundred_in_the_event(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    bad = [f'{{"id": {index}}}' for index in range(150)]
    special = conversation(1) | {
        "messages": [
            {"role": "user", "content": "<|im_end|>"},
            {"role": "assistant", "content": "x"},
        ]
    }
    train = data_file(tmp_path / "자료.jsonl", *rows, *bad, special)
    job = job_of(tmp_path, [train], [])

    found = run_preflight(job, chat, None)

    written = refused_file(tmp_path)
    assert len(written) == 151
    assert found.event["refused"] == written[:100]
    assert written[0] == {
        "file": str(tmp_path / "자료.jsonl"),
        "line": 41,
        "field": "messages",
        "reason": "is missing; the row's keys are `id`",
    }
    assert written[-1]["line"] == 191
    assert written[-1]["field"] == "messages[0].content"
    assert "spells the special token <|im_end|>" in written[-1]["reason"]
    assert_fits_the_contract(found.event)


def test_refused_rows_of_an_earlier_attempt_are_replaced(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "refused.jsonl").write_text("half a li", encoding="utf-8")
    (run / ".refused.jsonl.tmp").write_text("left by a kill", encoding="utf-8")

    run_preflight(job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], []), chat, None)

    assert refused_file(tmp_path) == []
    assert [path.name for path in run.iterdir()] == ["refused.jsonl"]


def test_other_ranks_get_the_same_rows_and_write_nothing(
    tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
) -> None:
    job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows, "x")], [], max_train_rows=9)

    first = run_preflight(job, chat, None, write_refused=False)
    assert not (tmp_path / "run").exists()

    second = run_preflight(job, chat, None)
    assert (first.train, first.validation) == (second.train, second.validation)


class TestTheSplit:
    @pytest.mark.parametrize("seed", range(4))
    def test_no_conversation_stands_on_both_sides(
        self, tmp_path: Path, chat: ChatTokenizer, seed: int
    ) -> None:
        doubled = [conversation(index % 25, id=str(index)) for index in range(100)]
        job = job_of(
            tmp_path,
            [data_file(tmp_path / "a.jsonl", *doubled)],
            [],
            validation_fraction=0.2,
            seed=seed,
        )

        found = run_preflight(job, chat, None)

        train = {tuple(row.input_ids) for row in found.train}
        validation = {tuple(row.input_ids) for row in found.validation}
        assert not train & validation
        assert (len(train), len(validation)) == (20, 5)
        assert len(found.train) + len(found.validation) == 100

    def test_a_training_row_that_the_validation_file_has_too_is_refused(
        self, tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
    ) -> None:
        train = data_file(tmp_path / "train.jsonl", *rows)
        validation = data_file(tmp_path / "val.jsonl", conversation(7, id="copy"))

        found = run_preflight(job_of(tmp_path, [train], [validation]), chat, None)

        (refused,) = found.event["refused"]
        assert (refused["file"], refused["line"]) == (str(tmp_path / "train.jsonl"), 8)
        assert "stands in the validation data" in refused["reason"]
        assert f"{tmp_path / 'val.jsonl'}:1" in refused["reason"]
        assert (len(found.train), len(found.validation)) == (39, 1)

    def test_rows_are_limited_over_languages_and_topics(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        rows = [conversation(index, topic="ab"[index // 200]) for index in range(400)]
        job = job_of(
            tmp_path,
            [data_file(tmp_path / "a.jsonl", *rows)],
            [],
            max_train_rows=40,
            max_validation_rows=8,
        )

        found = run_preflight(job, chat, None)

        languages = [row.language for row in found.train]
        assert (languages.count("ko"), languages.count("en")) == (20, 20)
        lines = [int(row.source.rsplit(":")[-1]) for row in found.train]
        assert sum(line <= 200 for line in lines) == 20
        assert lines == sorted(lines)
        assert len(found.validation) == 8
        assert found.event["splits"][0]["rowsRead"] == 392

    def test_without_a_fraction_nothing_is_held_out(
        self, tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
    ) -> None:
        train = [data_file(tmp_path / "a.jsonl", *rows)]

        found = run_preflight(job_of(tmp_path, train, [], validation_fraction=0), chat, 2)

        assert found.validation == []
        assert found.event["splits"][1]["tokensPerRow"]["max"] == 0
        assert checks_of(found)["held-out-rows"][0]
        assert_fits_the_contract(found.event)

    def test_a_single_row_is_trained_on_and_the_missing_measure_said(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", conversation(1))], [])

        found = run_preflight(job, chat, 2)

        assert len(found.train) == 1
        assert not checks_of(found)["held-out-rows"][0]
        assert not found.event["ok"]


class TestChecks:
    def test_a_generation_config_without_the_end_of_turn_is_said(
        self, tmp_path: Path, rows: list[dict[str, object]]
    ) -> None:
        chat = ChatTokenizer(llama3())
        job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], [])
        end_of_text = chat.tokenizer.convert_tokens_to_ids("<|end_of_text|>")

        wrong = checks_of(run_preflight(job, chat, [end_of_text]))
        right = checks_of(run_preflight(job, chat, [end_of_text, chat.end_of_turn_id]))
        none = checks_of(run_preflight(job, chat, None))

        name = "end-of-turn-in-generation-config"
        assert not wrong[name][0]
        assert "stops at <|end_of_text|> and not at <|eot_id|>" in wrong[name][1]
        assert right[name] == (True, "generation stops at <|eot_id|>")
        assert "stops at no token" in none[name][1]

    def test_bos_eot_and_pad_are_named_for_llama3(
        self, tmp_path: Path, rows: list[dict[str, object]]
    ) -> None:
        chat = ChatTokenizer(llama3())
        job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], [])

        checks = checks_of(run_preflight(job, chat, chat.end_of_turn_id))

        assert "exactly one <|begin_of_text|>" in checks["one-bos"][1]
        assert checks["end-of-turn-supervised"] == (
            True,
            "<|eot_id|> is learned at the end of every answer",
        )
        assert "the tokenizer has no pad token" in checks["pad-is-not-eos"][1]

    def test_a_pad_token_that_is_eos_is_replaced_and_said(
        self, tmp_path: Path, chat: ChatTokenizer, rows: list[dict[str, object]]
    ) -> None:
        job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], [])

        ok, detail = checks_of(run_preflight(job, chat, None))["pad-is-not-eos"]

        assert ok
        assert detail == "rows are padded with <|endoftext|>; its own, <|im_end|>, is EOS"

    def test_cut_answers_are_counted(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "강 " * 99}]
        long = {"messages": turns}
        job = job_of(
            tmp_path,
            [data_file(tmp_path / "a.jsonl", conversation(1), conversation(2), long)],
            [],
            max_length=64,
            validation_fraction=0,
        )

        found = run_preflight(job, chat, 2)

        assert found.event["splits"][0]["rowsTruncated"] == 1
        assert checks_of(found)["end-of-turn-supervised"] == (
            True,
            "<|im_end|> is learned at the end of every answer, but for 1 that max_length cuts off",
        )

    def test_decomposed_text_is_counted(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        text = json.dumps(conversation(1), ensure_ascii=False)
        train = data_file(tmp_path / "a.jsonl", unicodedata.normalize("NFD", text), conversation(2))
        plain = data_file(tmp_path / "b.jsonl", text, conversation(2))

        composed = run_preflight(job_of(tmp_path, [train], []), chat, None)
        same = run_preflight(job_of(tmp_path, [plain], []), chat, None)

        assert checks_of(composed)["unicode-nfc"][1].startswith("1 rows held decomposed")
        assert [row.input_ids for row in composed.train] == [row.input_ids for row in same.train]

    def test_what_a_template_cannot_do_is_said(
        self, tmp_path: Path, rows: list[dict[str, object]]
    ) -> None:
        refusing = (
            "{% if messages[0]['role'] == 'system' %}{{ raise_exception('none') }}{% endif %}"
        )
        chat = ChatTokenizer(chatml(refusing + CHATML_TEMPLATE))
        job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], [])

        ok, detail = checks_of(run_preflight(job, chat, None))["template-prefix-stable"]

        assert not ok
        assert detail == ("rows with a system turn are refused: the chat template refuses it: none")


class TestErrors:
    def test_a_changed_file_is_named(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        train = data_file(tmp_path / "train.jsonl", conversation(1))
        (tmp_path / "train.jsonl").write_text(json.dumps(conversation(2)), encoding="utf-8")

        with pytest.raises(JobError, match=r"train\.jsonl is not the file") as raised:
            run_preflight(job_of(tmp_path, [train], []), chat, None)

        assert raised.value.code == "data.changed"

    def test_a_changed_validation_file_is_named(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        train = data_file(tmp_path / "train.jsonl", conversation(1))
        validation = data_file(tmp_path / "val.jsonl", conversation(2)) | {"sha256": "0" * 64}

        with pytest.raises(JobError, match=r"val\.jsonl is not the file.*names 000000000000"):
            run_preflight(job_of(tmp_path, [train], [validation]), chat, None)

    def test_a_missing_file_is_not_found(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        train = data_file(tmp_path / "train.jsonl", conversation(1))
        (tmp_path / "train.jsonl").unlink()

        with pytest.raises(JobError) as raised:
            run_preflight(job_of(tmp_path, [train], []), chat, None)

        assert raised.value.code == "data.not-found"

    def test_data_without_a_readable_row_gives_the_reasons(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        train = data_file(tmp_path / "train.jsonl", "{", "{", '{"text": "x"}')

        with pytest.raises(JobError, match="none of the 3 train rows can be read") as raised:
            run_preflight(job_of(tmp_path, [train], []), chat, None)

        assert raised.value.code == "data.invalid"
        assert "2 × is not valid JSON" in raised.value.message
        assert "1 × messages is missing" in raised.value.message
        assert "train.jsonl:3)" in raised.value.message

    def test_rows_that_learn_nothing_are_an_error_and_are_written_down(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        rows = [conversation(index) for index in range(5)]
        train = data_file(tmp_path / "train.jsonl", *rows)

        with pytest.raises(JobError, match="no train row is left") as raised:
            run_preflight(job_of(tmp_path, [train], [], max_length=16), chat, None)

        assert raised.value.code == "data.nothing-to-learn"
        assert "max_length" in (raised.value.hint or "")
        assert len(refused_file(tmp_path)) == 5

    def test_a_validation_file_without_a_usable_row_is_an_error(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        train = data_file(tmp_path / "train.jsonl", conversation(1))
        turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "<|im_end|>"}]
        validation = data_file(tmp_path / "val.jsonl", {"messages": turns})

        with pytest.raises(JobError, match="no validation row is left") as raised:
            run_preflight(job_of(tmp_path, [train], [validation]), chat, None)

        assert raised.value.code == "data.nothing-to-learn"

    def test_the_same_file_on_both_sides_is_an_error(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        file = data_file(tmp_path / "train.jsonl", conversation(1), conversation(2))

        with pytest.raises(JobError, match="2 × the same conversation stands") as raised:
            run_preflight(job_of(tmp_path, [file], [file]), chat, None)

        assert raised.value.code == "data.nothing-to-learn"

    def test_another_template_than_the_runs_is_an_error(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        job = job_of(tmp_path, [data_file(tmp_path / "train.jsonl", conversation(1))], [])
        job["provenance"]["chatTemplateSha256"] = "0" * 64

        with pytest.raises(JobError, match="chat template is not the one") as raised:
            run_preflight(job, chat, None)

        assert raised.value.code == "template.unsupported"

    def test_the_runs_own_template_is_accepted(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        job = job_of(tmp_path, [data_file(tmp_path / "train.jsonl", conversation(1))], [])
        job["provenance"]["chatTemplateSha256"] = chat.template_sha256

        assert len(run_preflight(job, chat, None).train) == 1

    def test_a_run_folder_that_cannot_be_made_is_an_error(
        self, tmp_path: Path, chat: ChatTokenizer
    ) -> None:
        job = job_of(tmp_path, [data_file(tmp_path / "train.jsonl", conversation(1))], [])
        job["runDir"] = str(tmp_path / "train.jsonl" / "run")

        with pytest.raises(JobError, match=r"refused\.jsonl cannot be written") as raised:
            run_preflight(job, chat, None)

        assert raised.value.code == "disk.read-only"

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")
    def test_a_full_disk_is_named(self, tmp_path: Path, chat: ChatTokenizer) -> None:
        run = tmp_path / "run"
        run.mkdir()
        (run / ".refused.jsonl.tmp").symlink_to("/dev/full")
        train = data_file(tmp_path / "train.jsonl", conversation(1), conversation(2), "x")

        with pytest.raises(JobError) as raised:
            run_preflight(job_of(tmp_path, [train], []), chat, None)

        assert raised.value.code == "disk.full"


def test_a_thousand_rows_take_seconds_with_the_real_tokenizer(
    tmp_path: Path, smollm2_tokenizer: Any
) -> None:
    chat = ChatTokenizer(smollm2_tokenizer)
    rows = [conversation(index) for index in range(1000)]
    job = job_of(tmp_path, [data_file(tmp_path / "a.jsonl", *rows)], [])

    found = run_preflight(job, chat, chat.end_of_turn_id)

    assert found.event["ok"], found.event["checks"]
    assert len(found.train) + len(found.validation) == 1000
