"""The model card: complete, safe to publish, and honest about the base model."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from naru_torch.export.card import write_card
from naru_torch.export.events import read_events
from naru_torch.export.licence import llama_version
from naru_torch.export.markdown import code, fence, without_folders

SHA = "ab" * 32


def job(run_dir: Path) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": "train",
        "runId": "20250102T030405-abc123",
        "runDir": str(run_dir),
        "eventsPath": str(run_dir / "events.jsonl"),
        "base": {
            "id": "smollm2-135m-instruct",
            "format": "gguf",
            "path": "/home/someone/venv/SmolLM2-135M-Instruct.Q4_1.gguf",
            "revision": None,
            "sha256": "cd" * 32,
            "licence": "apache-2.0",
        },
        "data": {
            "id": "samples@abab",
            "sha256": SHA,
            "train": [{"path": "/home/someone/data/train.jsonl", "sha256": SHA, "bytes": 1}],
            "validation": [{"path": "/home/someone/data/val.jsonl", "sha256": SHA, "bytes": 1}],
        },
        "config": {
            "name": "smollm2-135m",
            "base_model": "/home/someone/venv/SmolLM2-135M-Instruct.Q4_1.gguf",
            "data": "/home/someone/data",
            "method": "lora",
            "batch_size": 4,
            "learning_rate": 0.0002,
            "packing": False,
            "seed": 42,
            "max_steps": None,
            "lora": {"rank": 16, "alpha": 32, "dropout": 0, "target_modules": "all-linear"},
            "quantization": {"type": "nf4", "double_quantization": True},
        },
        "provenance": {
            "gitCommit": "0123abcd",
            "gitDirty": True,
            "lockSha256": "ef" * 32,
            "chatTemplateSha256": None,
        },
    }


def result() -> dict[str, Any]:
    return {
        "steps": 90,
        "stoppedEarly": False,
        "lossBefore": {"eval_loss": 3.0, "eval_loss_ko": 4.0, "eval_loss_en": 2.0},
        "lossAfter": {"eval_loss": 2.25, "eval_loss_ko": 3.0, "eval_loss_en": 1.5},
        "bestStep": 80,
        "trainedTokens": 150000,
        "seconds": 201.4,
        "peakMemoryBytes": 3 << 30,
        "adapter": {
            "path": "adapter",
            "sha256": "12" * 32,
            "ggufPath": "adapter.gguf",
            "ggufSha256": "34" * 32,
            "parameters": 4884480,
        },
    }


def events() -> list[dict[str, Any]]:
    return [
        {"type": "run.started", "device": "AMD EPYC, 2 threads", "versions": {"torch": "2.13.0"}},
        {
            "type": "preflight",
            "chatTemplateSha256": "56" * 32,
            "splits": [
                {
                    "name": "train",
                    "rowsUsed": 350,
                    "rowsRefused": 1,
                    "rowsTruncated": 2,
                    "tokens": 144589,
                    "supervisedTokens": 100251,
                }
            ],
        },
        sample("before", 0, "롤백은 어떻게 하나요?", "I am\n```\nnot sure\n```", ended=False),
        sample("after", 0, "롤백은 어떻게 하나요?", "별칭을 되돌립니다.", ended=True),
    ]


def sample(stage: str, index: int, prompt: str, text: str, ended: bool) -> dict[str, Any]:
    return {
        "type": "sample",
        "stage": stage,
        "index": index,
        "prompt": prompt,
        "answer": text,
        "tokens": 9,
        "ended": ended,
    }


def written(
    run_dir: Path, told: list[dict[str, Any]], changes: dict[str, Any] | None = None
) -> tuple[dict[str, Any], str]:
    """The front matter and the whole text of the card."""
    (run_dir / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in told))
    described = job(run_dir)
    for path, value in (changes or {}).items():
        section, key = path.split(".")
        described[section][key] = value
    text = write_card(run_dir, described, result()).read_text(encoding="utf-8")
    _, front, _ = text.split("---\n", 2)
    return yaml.safe_load(front), text


def test_the_front_matter_is_what_the_hub_reads(tmp_path: Path) -> None:
    front, _ = written(tmp_path, events())

    assert front == {
        "base_model": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "license": "apache-2.0",
        "tags": ["lora", "naru"],
        "language": ["en", "ko"],
    }


def test_the_card_holds_data_losses_answers_and_hashes(tmp_path: Path) -> None:
    _, text = written(tmp_path, events())

    assert (tmp_path / "adapter" / "README.md").is_file()
    assert "| Korean | 4.0000 | 3.0000 | -25.0% |" in text
    assert "| English | 2.0000 | 1.5000 | -25.0% |" in text
    assert "`samples@abab`" in text and SHA in text
    assert "350 used, 1 refused, 2 truncated; 144589 tokens, 100251 of them learned" in text
    assert "롤백은 어떻게 하나요?" in text and "별칭을 되돌립니다." in text
    assert "Before (cut):" in text and "After:" in text
    for expected in ("cd" * 32, "12" * 32, "34" * 32, "56" * 32, "ef" * 32, "torch 2.13.0"):
        assert expected in text
    assert "`0123abcd with uncommitted changes`" in text
    assert "| `lora.rank` | `16` |" in text
    assert "max_steps" not in text and "quantization" not in text


def test_it_says_how_to_load_the_adapter_and_that_the_model_is_small(tmp_path: Path) -> None:
    _, text = written(tmp_path, events())

    assert "speaks little Korean" in text
    assert "PeftModel.from_pretrained" in text
    assert "gguf_file='SmolLM2-135M-Instruct.Q4_1.gguf'" in text
    assert "--lora adapter.gguf" in text
    assert "npx nx run train:push --run=20250102T030405-abc123" in text


def test_no_folder_of_the_machine_is_in_the_card(tmp_path: Path) -> None:
    changes = {"base.id": "/home/someone/models/my-base", "base.format": "huggingface"}

    for changed in ({}, changes):
        front, text = written(tmp_path, events(), changed)
        assert "/home/someone" not in text
        assert str(tmp_path) not in text
    assert front["base_model"] == "my-base"
    assert "train.jsonl" in text


@pytest.mark.parametrize(
    ("base", "licence", "expected", "notice"),
    [
        ("meta-llama/Meta-Llama-3-8B-Instruct", None, "llama3", "Built with Meta Llama 3"),
        ("2shlee/llama3-8b-ko-chat-v1", "llama3", "llama3", "Built with Meta Llama 3"),
        ("meta-llama/Llama-3.1-8B-Instruct", None, "llama3.1", "Built with Llama"),
    ],
)
def test_a_llama_3_base_brings_its_licence_and_its_notice(
    tmp_path: Path, base: str, licence: str | None, expected: str, notice: str
) -> None:
    changes = {"base.id": base, "base.licence": licence, "base.format": "huggingface"}

    front, text = written(tmp_path, events(), changes)

    assert front["license"] == expected
    assert f"**{notice}**" in text
    assert "Community License, Copyright © Meta Platforms, Inc." in text
    assert f"AutoModelForCausalLM.from_pretrained('{base}')" in text
    assert "speaks little Korean" not in text


@pytest.mark.parametrize("name", ["openlm/open_llama_3b", "acme/llama-33b", "acme/llama-3b"])
def test_other_llamas_are_not_taken_for_llama_3(name: str) -> None:
    assert llama_version({"base": {"id": name, "licence": "apache-2.0"}}) is None


def test_an_unknown_licence_is_said_to_be_unknown(tmp_path: Path) -> None:
    changes = {"base.id": "acme/own", "base.licence": None}

    front, text = written(tmp_path, events(), changes)

    assert front["license"] == "unknown"
    assert "licence was not given" in text


def test_hostile_names_stay_yaml_strings_and_table_cells(tmp_path: Path) -> None:
    hostile = 'x"\nlicense: mit\n---\n| a | `b` \x85 나루'
    changes = {"base.id": hostile, "data.id": "a|b`c``d\n# e"}

    front, text = written(tmp_path, events(), changes)

    assert front["base_model"] == hostile
    assert front["license"] == "apache-2.0"
    assert "| Data | ```a\\|b`c``d # e``` |" in text
    assert "\n# e" not in text


def test_an_answer_with_backticks_cannot_leave_its_fence(tmp_path: Path) -> None:
    told = [sample("after", 0, "q", "a\n````\n# not a heading\n```", ended=True)]

    _, text = written(tmp_path, told)

    assert "`````text\na\n````\n# not a heading\n```\n`````" in text


def test_a_run_without_samples_and_held_out_rows_has_a_card(tmp_path: Path) -> None:
    bare = copy.deepcopy(result()) | {"lossBefore": {}, "lossAfter": {}, "bestStep": None}
    bare["adapter"] |= {"ggufPath": None, "ggufSha256": None}

    text = write_card(tmp_path, job(tmp_path), bare).read_text(encoding="utf-8")

    assert "No rows were held out" in text
    assert "Answers before" not in text
    assert "This adapter has no GGUF form." in text
    assert "language:" not in text


def test_a_loss_that_is_not_a_number_is_shown_as_it_is(tmp_path: Path) -> None:
    diverged = result()
    diverged["lossAfter"] = {"eval_loss": "NaN"}

    text = write_card(tmp_path, job(tmp_path), diverged).read_text(encoding="utf-8")

    assert "| All | 3.0000 | NaN | – |" in text


def test_qlora_names_its_quantization(tmp_path: Path) -> None:
    front, text = written(tmp_path, events(), {"config.method": "qlora"})

    assert front["tags"] == ["qlora", "lora", "naru"]
    assert "| `quantization.double_quantization` | `true` |" in text


def test_half_a_line_at_the_end_of_the_events_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes('{"type": "metric", "note": "나루"}\n{"type": "ev'.encode())

    assert read_events(path) == [{"type": "metric", "note": "나루"}]
    assert read_events(tmp_path / "none.jsonl") == []


def test_a_lone_surrogate_does_not_lose_the_card(tmp_path: Path) -> None:
    _, text = written(tmp_path, [sample("after", 0, "\ud800", "ok", ended=True)])

    assert "```text\n?\n```" in text


def test_inline_code_and_paths() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`a`") == "`` `a` ``"
    assert code("") == "–"
    assert fence("x") == "```text\nx\n```"
    assert without_folders("/home/a/b.gguf") == "b.gguf"
    assert without_folders("C:\\models\\b.gguf") == "b.gguf"
    assert without_folders("owner/name") == "owner/name"
