"""Whole runs of the job in processes of their own, each about a second."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import processes
import pytest
import torch
from peft import PeftModel
from referencing import Registry, Resource
from safetensors.torch import load_file, save_file
from tiny_runs import events_of, losses_of, make_job, write_job
from transformers import AutoModelForCausalLM

from naru_torch.contract.job import SCHEMAS

STEPS = 8


def run(job: dict[str, Any], before: Callable[[], None] | None = None) -> int:
    return processes.ended(processes.start(write_job(job), before))


def killed_at(job: dict[str, Any], events: int) -> None:
    """Starts the job and kills it with SIGKILL as soon as it has told so many events."""
    process = processes.start(write_job(job))
    processes.wait_until(lambda: len(events_of(job)) >= events or process.exitcode is not None)
    process.kill()
    process.join()


def told_once(job: dict[str, Any]) -> None:
    """Every metric, evaluation and checkpoint stands there once, in one sequence."""
    events = events_of(job)
    assert [event["seq"] for event in events] == list(range(len(events)))
    for kind in ("metric", "eval", "checkpoint"):
        steps = [event["step"] for event in events if event["type"] == kind]
        assert len(steps) == len(set(steps))


@pytest.fixture(scope="module")
def whole(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A run that nobody interrupted, with dropout, so that randomness counts."""
    job = interruptible(tmp_path_factory.mktemp("whole"), tiny_base)
    assert run(job) == 0
    return job


def interruptible(folder: Path, base: Path) -> dict[str, Any]:
    return make_job(
        folder,
        base,
        lora={"rank": 4, "alpha": 8, "dropout": 0.1},
        gradient_accumulation_steps=2,
        batch_size=2,
        log_every_steps=1,
        samples={"prompts": ["나루", "boat"], "max_new_tokens": 4},
    )


def test_every_event_fits_the_contract(whole: dict[str, Any]) -> None:
    schema = json.loads((SCHEMAS / "job-event.schema.json").read_text())
    registry = Registry().with_resource(schema["$id"], Resource.from_contents(schema))
    validator = jsonschema.Draft202012Validator(schema, registry=registry)

    for event in events_of(whole):
        assert not list(validator.iter_errors(event)), event


def test_events_come_in_the_order_of_the_phases(whole: dict[str, Any]) -> None:
    events = events_of(whole)

    assert events[0]["type"] == "run.started"
    assert [event["name"] for event in events if event["type"] == "phase"] == [
        "preflight",
        "load",
        "evaluate",
        "sample",
        "train",
        "sample",
        "export",
    ]
    assert [event["step"] for event in events_of(whole, "eval")] == [0, 4, 8]
    assert [event["step"] for event in events_of(whole, "checkpoint")] == [2, 4, 6, 8]
    assert sorted(losses_of(whole)) == list(range(1, STEPS + 1))
    assert [(event["stage"], event["prompt"]) for event in events_of(whole, "sample")] == [
        ("before", "나루"),
        ("before", "boat"),
        ("after", "나루"),
        ("after", "boat"),
    ]
    assert events[-1]["type"] == "run.finished"


def test_the_held_out_loss_falls_in_each_language(whole: dict[str, Any]) -> None:
    (finished,) = events_of(whole, "run.finished")

    for name in ("eval_loss", "eval_loss_ko", "eval_loss_en"):
        assert finished["lossAfter"][name] < finished["lossBefore"][name]


def test_what_is_exported_is_the_best_evaluations_adapter(
    whole: dict[str, Any], tiny_base: Path
) -> None:
    (finished,) = events_of(whole, "run.finished")
    folder = Path(whole["runDir"])
    best = folder / "checkpoints" / f"step-{finished['bestStep']:06d}"

    exported = load_file(folder / "adapter" / "adapter_model.safetensors")

    kept = load_file(best / "adapter_model.safetensors")
    assert all(torch.equal(exported[name], kept[name]) for name in kept)
    model = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(tiny_base), exported_to(whole)
    )
    assert model(torch.arange(5)[None]).logits.isfinite().all()
    assert (folder / finished["adapter"]["ggufPath"]).read_bytes()[:4] == b"GGUF"
    assert (folder / "adapter" / "README.md").exists()


def exported_to(job: dict[str, Any]) -> Path:
    return Path(job["runDir"]) / "adapter"


@pytest.mark.parametrize("at", [2, 9, 14, 19])
def test_a_run_that_was_killed_resumes_to_the_same_curve_and_adapter(
    whole: dict[str, Any], tiny_base: Path, tmp_path: Path, at: int
) -> None:
    job = interruptible(tmp_path, tiny_base)

    killed_at(job, at)
    killed_at(job, at + 3)
    status = run(job)

    assert status == 0
    told_once(job)
    assert losses_of(job) == losses_of(whole)
    assert weights_of(job) == weights_of(whole)
    (finished,), (expected,) = events_of(job, "run.finished"), events_of(whole, "run.finished")
    for name in ("steps", "lossBefore", "lossAfter", "bestStep", "trainedTokens"):
        assert finished[name] == expected[name]
    assert not list(Path(job["runDir"]).rglob(".*"))


def weights_of(job: dict[str, Any]) -> bytes:
    return (exported_to(job) / "adapter_model.safetensors").read_bytes()


def test_a_run_killed_between_export_and_its_last_event_is_finished_again(
    whole: dict[str, Any], tiny_base: Path, tmp_path: Path
) -> None:
    job = interruptible(tmp_path, tiny_base)
    shutil.copytree(whole["runDir"], job["runDir"])
    path = Path(job["eventsPath"])
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]) + b'{"v":1,"ru')

    assert run(job) == 0

    told_once(job)
    assert [event["attempt"] for event in events_of(job, "run.started")] == [1, 2]
    assert events_of(job, "run.started")[1]["resumedFromStep"] == STEPS
    assert len(events_of(job, "run.finished")) == 1
    assert weights_of(job) == weights_of(whole)


def test_a_finished_run_is_left_as_it_is(whole: dict[str, Any]) -> None:
    before = Path(whole["eventsPath"]).read_bytes()

    assert run(whole) == 0

    assert Path(whole["eventsPath"]).read_bytes() == before


def test_a_damaged_checkpoint_costs_steps_and_nothing_else(
    whole: dict[str, Any], tiny_base: Path, tmp_path: Path
) -> None:
    job = interruptible(tmp_path, tiny_base)
    killed_at(job, 18)
    newest = max((Path(job["runDir"]) / "checkpoints").glob("step-*"))
    (newest / "optimizer.pt").write_bytes(b"rubbish")

    assert run(job) == 0

    resumed_from = events_of(job, "run.started")[1]["resumedFromStep"]
    assert resumed_from is not None and resumed_from < int(newest.name[-6:])
    assert "is damaged" in (tmp_path / "output.txt").read_text()
    told_once(job)
    assert losses_of(job) == losses_of(whole)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_being_stopped_leaves_a_checkpoint_from_which_the_run_goes_on(
    tiny_base: Path, tmp_path: Path, asked: signal.Signals
) -> None:
    settings: dict[str, Any] = {"max_steps": 60, "checkpoints": {}, "evaluation": {}}
    job = make_job(tmp_path, tiny_base, **settings)
    process = processes.start(write_job(job))
    processes.wait_until(lambda: len(losses_of(job)) >= 5)

    os.kill(process.pid or 0, asked)

    assert processes.ended(process) == 130
    last = events_of(job)[-1]
    assert (last["type"], last["code"]) == ("run.failed", "cancelled")
    assert last["checkpointStep"] == max(losses_of(job))
    assert run(job) == 0
    assert events_of(job, "run.started")[1]["resumedFromStep"] == last["checkpointStep"]
    told_once(job)


def test_being_stopped_before_training_ends_as_cancelled_too(
    tiny_base: Path, tmp_path: Path
) -> None:
    job = make_job(tmp_path, tiny_base)
    process = processes.start(write_job(job))
    processes.wait_until(lambda: events_of(job, "phase"))

    process.terminate()

    assert processes.ended(process) == 130
    assert events_of(job)[-1]["code"] == "cancelled"
    assert run(job) == 0


def test_one_batch_of_eight_and_eight_of_one_learn_alike(tiny_base: Path, tmp_path: Path) -> None:
    curves = []
    for batch_size, accumulation in ((8, 1), (2, 4), (1, 8)):
        job = make_job(
            tmp_path / str(batch_size),
            tiny_base,
            batch_size=batch_size,
            gradient_accumulation_steps=accumulation,
        )
        assert run(job) == 0
        curves.append(list(losses_of(job).values()))

    assert curves[1] == pytest.approx(curves[0], abs=1e-5)
    assert curves[2] == pytest.approx(curves[0], abs=1e-5)


@pytest.mark.parametrize(
    "change",
    [
        {"activation_checkpointing": True},
        {"attention": "eager"},
        {"evaluation": {"every_steps": 4, "batch_size": 1}},
    ],
)
def test_what_only_saves_memory_changes_no_loss(
    tiny_base: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    plain = make_job(tmp_path / "plain", tiny_base)
    changed = make_job(tmp_path / "changed", tiny_base, **change)

    assert (run(plain), run(changed)) == (0, 0)

    assert list(losses_of(changed).values()) == pytest.approx(
        list(losses_of(plain).values()), abs=1e-5
    )


@pytest.mark.parametrize(
    "change",
    [
        {"method": "qlora"},
        {"method": "qlora", "optimizer": "paged_adamw_8bit"},
        {"optimizer": "adamw_8bit"},
        {"packing": True, "batch_size": 1},
        {"dtype": "bfloat16"},
        {"lora": {"rank": 4, "alpha": 8, "dora": True}},
        {"lora": {"rank": 4, "alpha": 8, "rslora": True, "target_modules": ["q_proj", "v_proj"]}},
    ],
    ids=lambda change: "-".join(str(value) for value in change.values())[:40],
)
def test_the_loss_falls_whatever_the_method(
    tiny_base: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    job = make_job(tmp_path, tiny_base, **change)

    assert run(job) == 0, (tmp_path / "output.txt").read_text()

    (finished,) = events_of(job, "run.finished")
    assert finished["lossAfter"]["eval_loss"] < finished["lossBefore"]["eval_loss"] - 0.05
    config = json.loads((exported_to(job) / "adapter_config.json").read_text())
    assert "quantization_config" not in config
    assert config["base_model_name_or_path"] == "naru/tiny"


def test_training_stops_early_and_keeps_the_best(tiny_base: Path, tmp_path: Path) -> None:
    job = make_job(
        tmp_path,
        tiny_base,
        max_steps=30,
        schedule="constant",
        evaluation={"every_steps": 2, "early_stopping_patience": 2},
        learning_rate=0.3,
    )

    assert run(job) == 0

    (finished,) = events_of(job, "run.finished")
    losses = {event["step"]: event["values"]["eval_loss"] for event in events_of(job, "eval")}
    assert finished["stoppedEarly"] and finished["steps"] < 30
    assert finished["bestStep"] == min(list(losses)[1:], key=losses.__getitem__)
    assert finished["lossAfter"]["eval_loss"] == losses[finished["bestStep"]]
    assert finished["steps"] - finished["bestStep"] == 4


def test_a_run_without_held_out_rows_keeps_its_last_adapter(
    tiny_base: Path, tmp_path: Path
) -> None:
    job = make_job(tmp_path, tiny_base, validation_fraction=0)
    job["data"]["validation"] = []

    assert run(job) == 0

    (finished,) = events_of(job, "run.finished")
    assert (finished["lossBefore"], finished["lossAfter"], finished["bestStep"]) == ({}, {}, None)
    last = Path(job["runDir"]) / "checkpoints" / f"step-{STEPS:06d}"
    assert weights_of(job) == (last / "adapter_model.safetensors").read_bytes()


def test_a_loss_that_is_not_finite_ends_the_run_and_names_the_step(
    tiny_base: Path, tmp_path: Path
) -> None:
    base = Path(shutil.copytree(tiny_base, tmp_path / "base"))
    weights = load_file(base / "model.safetensors")
    weights["lm_head.weight"] *= 1e38
    save_file(weights, base / "model.safetensors", metadata={"format": "pt"})
    job = make_job(tmp_path / "job", base, validation_fraction=0)
    job["data"]["validation"] = []

    assert run(job) == 1

    failed = events_of(job)[-1]
    assert failed["code"] == "training.diverged"
    assert failed["message"].startswith("At step 1 the loss is inf")
    assert failed["checkpointStep"] is None
    assert losses_of(job) == {1: "Infinity"}


def test_a_folder_that_cannot_be_written_is_named(tiny_base: Path, tmp_path: Path) -> None:
    job = make_job(tmp_path, tiny_base)
    checkpoints = Path(job["runDir"]) / "checkpoints"
    checkpoints.mkdir(parents=True)
    checkpoints.chmod(0o555)

    status = run(job, before=processes.without_privileges)

    failed = events_of(job)[-1]
    assert (status, failed["code"]) == (1, "disk.read-only")
    assert str(checkpoints) in failed["message"]
    checkpoints.chmod(0o755)
    assert run(job) == 0
    told_once(job)


def fill_the_disk_at_step_4() -> None:
    from naru_torch.loop import checkpoint

    def write_bytes(path: Path, data: bytes) -> None:
        if "000004" in str(path):
            path.write_bytes(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, data)

    real, checkpoint.write_bytes = checkpoint.write_bytes, write_bytes


def test_a_run_that_filled_the_disk_resumes_when_there_is_room(
    whole: dict[str, Any], tiny_base: Path, tmp_path: Path
) -> None:
    job = interruptible(tmp_path, tiny_base)

    assert run(job, before=fill_the_disk_at_step_4) == 1

    failed = events_of(job)[-1]
    assert (failed["code"], failed["checkpointStep"]) == ("disk.full", 2)
    assert run(job) == 0
    told_once(job)
    assert losses_of(job) == losses_of(whole)


@pytest.mark.parametrize(("choice", "status"), [("stop", 2), ("skip", 0)])
def test_a_refused_row_stops_the_run_unless_it_may_be_left_out(
    tiny_base: Path, tmp_path: Path, choice: str, status: int
) -> None:
    job = make_job(tmp_path, tiny_base, max_steps=1, refused_rows=choice)
    data = Path(job["data"]["train"][0]["path"])
    content = data.read_bytes() + b'{"messages": [{"role": "user", "content": "\xea\xb0\x80"}]}\n'
    data.write_bytes(content)
    file = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    job["data"]["train"][0] |= file

    assert run(job) == status
    events = events_of(job)
    (preflight,) = [event for event in events if event["type"] == "preflight"]
    assert preflight["splits"][0]["rowsRefused"] == 1
    if choice == "stop":
        assert events[-1]["code"] == "data.invalid"
        assert f"{data}:25: messages" in events[-1]["message"]
        assert "--set=refused_rows=skip" in events[-1]["hint"]


def test_the_command_line_ends_with_the_status_of_the_error(tmp_path: Path) -> None:
    job = make_job(tmp_path, tmp_path / "nowhere") | {"unknown": 1}

    ended = subprocess.run(
        [sys.executable, "-m", "naru_torch", "train", str(write_job(job))],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 2
    assert "job.invalid: job.json: 'unknown' is not known." in ended.stderr
    assert [event["code"] for event in events_of(job)] == ["job.invalid"]
