from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import torch
from jsonschema import Draft202012Validator
from peft import LoraConfig, get_peft_model
from tiny_runs import RUN_ID
from transformers import AutoModelForCausalLM, AutoTokenizer

from naru_torch.contract.job import SCHEMAS
from naru_torch.score import score

QUESTION = {"role": "user", "content": "나루가 무엇인가요?"}
CHOICES = ["배가 닿는 곳", "a landing place for boats", "산"]
CONVERSATION = [QUESTION, {"role": "assistant", "content": "배가 닿는 곳입니다."}]


@pytest.fixture
def job(tmp_path: Path, tiny_base: Path) -> dict[str, Any]:
    items = tmp_path / "items.jsonl"
    lines = [
        {"id": "c", "messages": CONVERSATION},
        {"id": "q", "messages": [QUESTION], "choices": CHOICES},
        {"id": "long", "messages": [QUESTION], "choices": ["나루 " * 200]},
    ]
    items.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
    return {
        "v": 1,
        "kind": "score",
        "runId": RUN_ID,
        "eventsPath": str(tmp_path / "events.jsonl"),
        "base": {
            "id": "naru/tiny",
            "format": "huggingface",
            "path": str(tiny_base),
            "revision": None,
            "sha256": None,
        },
        "adapter": None,
        "chatTemplateSha256": None,
        "device": {"kind": "cpu", "threads": 1},
        "dtype": "float32",
        "maxLength": 256,
        "batchTokens": 4096,
        "files": [{"items": str(items), "output": str(tmp_path / "scores.jsonl")}],
    }


def written(tmp_path: Path, job: dict[str, Any]) -> Path:
    path = tmp_path / "job.json"
    path.write_text(json.dumps(job))
    return path


def events(job: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(job["eventsPath"]).read_text().splitlines()]


def outputs(job: dict[str, Any]) -> dict[str, dict[str, Any]]:
    lines = Path(job["files"][0]["output"]).read_text().splitlines()
    return {line["id"]: line for line in map(json.loads, lines)}


def plainly(base: Path, before: str, after: str) -> tuple[float, int]:
    """The sum over the tokens of `after`, from the model's own logits, one text at a time."""
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32).eval()
    whole = tokenizer(before + after, add_special_tokens=False)["input_ids"]
    start = len(tokenizer(before, add_special_tokens=False)["input_ids"])
    bos = [tokenizer.bos_token_id] if not before.startswith(tokenizer.bos_token or "\0") else []
    ids = torch.tensor([bos + whole])
    with torch.no_grad():
        chances = model(ids).logits[0].log_softmax(-1)
    places = range(len(bos) + start, ids.shape[1])
    return sum(float(chances[at - 1, ids[0, at]]) for at in places), len(places)


def prompt(base: Path) -> str:
    tokenizer = AutoTokenizer.from_pretrained(base)
    return tokenizer.apply_chat_template([QUESTION], tokenize=False, add_generation_prompt=True)


def test_choices_are_as_likely_as_the_models_own_logits_say(
    tmp_path: Path, tiny_base: Path, job: dict[str, Any]
) -> None:
    assert score(written(tmp_path, job)) == 0

    scored = outputs(job)["q"]["choices"]
    for choice, found in zip(CHOICES, scored, strict=True):
        expected, tokens = plainly(tiny_base, prompt(tiny_base), choice)
        assert found["logLikelihood"] == pytest.approx(expected, rel=1e-4)
        assert found["tokens"] == tokens
        assert found["bytes"] == len(choice.encode())


def test_of_a_conversation_the_answer_and_what_closes_it_count(
    tmp_path: Path, tiny_base: Path, job: dict[str, Any]
) -> None:
    assert score(written(tmp_path, job)) == 0

    tokenizer = AutoTokenizer.from_pretrained(tiny_base)
    whole = tokenizer.apply_chat_template(CONVERSATION, tokenize=False)
    before = prompt(tiny_base)
    expected, tokens = plainly(tiny_base, before, whole[len(before) :].rstrip())
    found = outputs(job)["c"]
    assert found["logLikelihood"] == pytest.approx(expected, rel=1e-4)
    assert found["tokens"] == tokens
    assert found["bytes"] == len(CONVERSATION[1]["content"].encode())


def test_the_size_of_batches_changes_nothing(tmp_path: Path, job: dict[str, Any]) -> None:
    assert score(written(tmp_path, job)) == 0
    together = outputs(job)
    alone = {**job, "batchTokens": 8, "eventsPath": str(tmp_path / "other.jsonl")}
    alone["files"] = [{**job["files"][0], "output": str(tmp_path / "alone.jsonl")}]
    assert score(written(tmp_path, alone)) == 0

    for one, other in zip(together["q"]["choices"], outputs(alone)["q"]["choices"], strict=True):
        assert one["logLikelihood"] == pytest.approx(other["logLikelihood"], rel=1e-5)


def test_what_is_too_long_is_refused_and_every_line_fits_its_schema(
    tmp_path: Path, job: dict[str, Any]
) -> None:
    job["maxLength"] = 64
    assert score(written(tmp_path, job)) == 0

    schema = json.loads((SCHEMAS / "score-output.schema.json").read_text())
    for line in outputs(job).values():
        Draft202012Validator(schema).validate(line)
    assert "at most 64 are scored" in outputs(job)["long"]["refused"]
    last = events(job)[-1]
    assert last | {"type": "score.finished", "items": 3, "refused": 1} == last


def adapter(folder: Path, base: Path) -> dict[str, str]:
    torch.manual_seed(1)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    adapted = get_peft_model(
        model, LoraConfig(r=4, target_modules="all-linear", init_lora_weights=False)
    )
    adapted.save_pretrained(folder)
    weights = (folder / "adapter_model.safetensors").read_bytes()
    return {"path": str(folder), "sha256": sha256(weights).hexdigest()}


def test_an_adapter_changes_what_is_likely(
    tmp_path: Path, tiny_base: Path, job: dict[str, Any]
) -> None:
    assert score(written(tmp_path, job)) == 0
    base = outputs(job)["c"]["logLikelihood"]
    Path(job["files"][0]["output"]).unlink()
    job["adapter"] = adapter(tmp_path / "adapter", tiny_base)
    job["eventsPath"] = str(tmp_path / "again.jsonl")

    assert score(written(tmp_path, job)) == 0
    assert abs(outputs(job)["c"]["logLikelihood"] - base) > 0.01


def test_an_adapter_that_changed_since_is_not_scored(
    tmp_path: Path, tiny_base: Path, job: dict[str, Any]
) -> None:
    job["adapter"] = {**adapter(tmp_path / "adapter", tiny_base), "sha256": "0" * 64}

    assert score(written(tmp_path, job)) != 0

    assert events(job)[-1]["code"] == "model.changed"
    assert not Path(job["files"][0]["output"]).exists()


def test_another_chat_template_than_the_runs_is_not_scored_with(
    tmp_path: Path, job: dict[str, Any]
) -> None:
    job["chatTemplateSha256"] = "0" * 64

    assert score(written(tmp_path, job)) == 2

    assert events(job)[-1]["code"] == "template.unsupported"


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        '{"id": "a", "messages": []}',
        '{"id": "a", "messages": [{"role": "user", "content": "나루"}]}',
    ],
)
def test_a_line_that_is_no_item_ends_the_job_with_its_place(
    tmp_path: Path, job: dict[str, Any], line: str
) -> None:
    Path(job["files"][0]["items"]).write_text(f"{line}\n")

    assert score(written(tmp_path, job)) == 2

    assert "items.jsonl:1" in events(job)[-1]["message"]
