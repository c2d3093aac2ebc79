"""A whole training run in seconds: a two-layer random Llama, a few short chats, its job.json."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import tiny_tokenizers
import torch
from transformers import LlamaConfig, LlamaForCausalLM

RUN_ID = "20260301T120000-abc123"

WORDS = ["나루", "강", "배", "사공", "물결", "landing", "river", "boat", "ferry", "log", "queue"]


def save_model(folder: Path, seed: int = 0) -> Path:
    """A folder as from the hub: random weights of a Llama with 2 layers of 32, and a tokenizer."""
    tokenizer = tiny_tokenizers.llama3()
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    model = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def write_rows(path: Path, count: int, first: int = 0) -> Path:
    """Chats whose answer repeats their question's words; lengths differ; Korean and English."""
    lines = []
    for number in range(first, first + count):
        words = [WORDS[(number * 7 + step * 3) % len(WORDS)] for step in range(2 + number % 5)]
        words.append(str(number))
        row = {
            "messages": [
                {"role": "user", "content": " ".join(words)},
                {"role": "assistant", "content": " ".join([*words, *words[: number % 3]])},
            ],
            "language": "ko" if number % 2 else "en",
        }
        lines.append(json.dumps(row, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def make_job(
    folder: Path, base: Path, *, world_size: int = 1, rows: int = 24, **config: Any
) -> dict[str, Any]:
    """A job over `folder` that trains in about a second; `config` replaces its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    train = write_rows(folder / "train.jsonl", rows)
    validation = write_rows(folder / "val.jsonl", 6, first=1000)
    settings = {
        "name": "tiny",
        "base_model": "naru/tiny",
        "max_length": 64,
        "batch_size": 4,
        "max_steps": 8,
        "learning_rate": 0.02,
        "lora": {"rank": 4, "alpha": 8},
        "dtype": "float32",  # losses are compared to 1e-5, whatever the processor has units for
        "evaluation": {"every_steps": 4},
        "checkpoints": {"every_steps": 2},
        **config,
    }
    run_dir = folder / "run"
    return {
        "v": 1,
        "kind": "train",
        "runId": RUN_ID,
        "createdAt": "2026-03-01T12:00:00Z",
        "runDir": str(run_dir),
        "eventsPath": str(run_dir / "events.jsonl"),
        "base": {
            "id": "naru/tiny",
            "format": "huggingface",
            "path": str(base),
            "revision": None,
            "sha256": None,
            "licence": "apache-2.0",
        },
        "data": {
            "id": "tiny@" + "0" * 32,
            "sha256": "0" * 64,
            "train": [_file(train)],
            "validation": [_file(validation)],
        },
        "config": settings,
        "device": {
            "kind": "cpu",
            "uuids": [],
            "names": [],
            "worldSize": world_size,
            "threadsPerProcess": 1,
        },
        "provenance": {
            "gitCommit": None,
            "gitDirty": None,
            "lockSha256": None,
            "chatTemplateSha256": None,
        },
    }


def write_job(job: dict[str, Any]) -> Path:
    path = Path(job["runDir"]).parent / "job.json"
    path.write_text(json.dumps(job), encoding="utf-8")
    return path


def events_of(job: dict[str, Any], kind: str | None = None) -> list[dict[str, Any]]:
    """The events so far, of one type or of all."""
    path = Path(job["eventsPath"])
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    events = [json.loads(line) for line in lines]
    return [event for event in events if kind is None or event["type"] == kind]


def losses_of(job: dict[str, Any]) -> dict[int, float]:
    """The loss of each step."""
    return {event["step"]: event["values"]["loss"] for event in events_of(job, "metric")}


def _file(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    return {"path": str(path), "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
