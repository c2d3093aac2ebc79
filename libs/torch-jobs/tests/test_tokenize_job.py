from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tiny_runs import RUN_ID, write_rows

from naru_torch.contract.job import SCHEMAS
from naru_torch.tokenize import tokenize


@pytest.fixture
def job(tmp_path: Path, tiny_base: Path) -> dict[str, Any]:
    bad = tmp_path / "bad.jsonl"
    spelled = {"role": "user", "content": "나루 <|eot_id|>"}
    answer = {"role": "assistant", "content": "배"}
    bad.write_text(
        f"not JSON\n{json.dumps({'messages': [spelled, answer]})}\n"
        f"{json.dumps({'messages': [{**spelled, 'content': '나루'}, answer]})}\n"
    )
    files = [write_rows(tmp_path / "a.jsonl", 5), bad]
    return {
        "v": 1,
        "kind": "tokenize",
        "runId": RUN_ID,
        "eventsPath": str(tmp_path / "events.jsonl"),
        "base": {
            "id": "naru/tiny",
            "format": "huggingface",
            "path": str(tiny_base),
            "revision": None,
        },
        "lengths": [16, 512],
        "files": [{"rows": str(file), "output": f"{file}.tokens.json"} for file in files],
    }


def written(tmp_path: Path, job: dict[str, Any]) -> Path:
    path = tmp_path / "job.json"
    path.write_text(json.dumps(job))
    return path


def events(job: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(job["eventsPath"]).read_text().splitlines()]


def outputs(job: dict[str, Any]) -> list[dict[str, Any]]:
    return [json.loads(Path(file["output"]).read_text()) for file in job["files"]]


def test_each_file_of_rows_has_its_figures_beside_it(tmp_path: Path, job: dict[str, Any]) -> None:
    assert tokenize(written(tmp_path, job)) == 0

    schema = json.loads((SCHEMAS / "tokenize-output.schema.json").read_text())
    whole, bad = outputs(job)
    for output in (whole, bad):
        Draft202012Validator(schema).validate(output)
    assert len(whole["tokens"]) == 5 == len(whole["kept"][1])
    assert whole["supervised"] == whole["kept"][1]
    assert bad["tokens"][:2] == [0, 0] < bad["tokens"][2:]
    assert [refused["row"] for refused in bad["refused"]] == [0, 1]
    assert "special token <|eot_id|>" in bad["refused"][1]["reason"]
    assert [event["type"] for event in events(job)] == ["run.started", "tokenize.finished"]
    assert events(job)[-1] | {"rows": 8, "refused": 2} == events(job)[-1]


def test_a_file_that_is_counted_already_is_left_alone(tmp_path: Path, job: dict[str, Any]) -> None:
    Path(job["files"][0]["output"]).write_text("whole already")

    assert tokenize(written(tmp_path, job)) == 0

    assert Path(job["files"][0]["output"]).read_text() == "whole already"
    assert events(job)[-1]["rows"] == 3


def test_a_model_that_is_not_there_ends_the_job_with_a_word(
    tmp_path: Path, job: dict[str, Any]
) -> None:
    job["base"]["path"] = str(tmp_path / "nowhere")

    assert tokenize(written(tmp_path, job)) == 2

    assert events(job)[-1] | {"type": "run.failed", "code": "model.not-found"} == events(job)[-1]


def test_a_job_that_does_not_fit_its_schema_is_refused(
    tmp_path: Path, job: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    del job["lengths"]

    assert tokenize(written(tmp_path, job)) == 2

    assert "lengths" in caplog.text


def test_the_process_ends_with_the_launcher_that_holds_its_stdin(
    tmp_path: Path, job: dict[str, Any]
) -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "naru_torch", "tokenize", str(written(tmp_path, job))],
        cwd=Path(__file__).parents[1],
        stdin=reading,
        stderr=subprocess.DEVNULL,
    )
    os.close(reading)

    os.close(writing)

    assert process.wait(timeout=60) == 130
