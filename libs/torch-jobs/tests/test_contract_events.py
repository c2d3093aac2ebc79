from __future__ import annotations

import errno
import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
from tiny_runs import RUN_ID

from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def tell(path: Path, *kinds: str, **fields: Any) -> None:
    log = EventLog(path, RUN_ID)
    for kind in kinds:
        log.emit(kind, **fields)
    log.close()


def test_the_sequence_goes_on_over_attempts(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"

    tell(path, "phase", "phase", name="load")
    tell(path, "phase", name="train")

    assert [event["seq"] for event in lines(path)] == [0, 1, 2]
    assert {event["runId"] for event in lines(path)} == {RUN_ID}


def test_a_line_that_was_cut_off_is_replaced_by_the_next_event(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    tell(path, "phase", name="load")
    whole = path.read_bytes()
    path.write_bytes(whole + '{"v":1,"runId":"2026나'.encode()[:-1])

    tell(path, "phase", name="train")

    assert path.read_bytes().startswith(whole)
    assert [event["seq"] for event in lines(path)] == [0, 1]


def test_a_line_that_is_no_event_is_passed_over_and_left(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    tell(path, "phase", name="load")
    path.write_bytes(b"rubbish\n[1]\n" + path.read_bytes())

    tell(path, "phase", name="train")

    assert json.loads(path.read_text().splitlines()[-1])["seq"] == 1


def test_numbers_that_json_lacks_are_written_as_strings_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    values = {"eval_loss": math.nan, "eval_loss_ko": math.inf, "eval_loss_en": -math.inf}

    tell(path, "eval", step=3, values=values)

    assert lines(path)[0]["values"] == {
        "eval_loss": "NaN",
        "eval_loss_ko": "Infinity",
        "eval_loss_en": "-Infinity",
    }
    assert EventLog(path, RUN_ID).history.evals[3]["eval_loss_ko"] == math.inf


def test_nothing_follows_a_terminal_event_in_one_attempt(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"

    tell(path, "run.failed", "run.failed", "phase", code="cancelled")

    assert [event["type"] for event in lines(path)] == ["run.failed"]


def test_two_processes_cannot_tell_of_one_run(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    first = EventLog(path, RUN_ID)

    with pytest.raises(JobError) as caught:
        EventLog(path, RUN_ID)

    assert caught.value.code == "run.locked"
    first.close()
    EventLog(path, RUN_ID).close()


def test_a_full_disk_leaves_whole_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path, RUN_ID)
    log.emit("phase", name="load")
    real_write = os.write
    rooms = [20, 0]

    def write(handle: int, data: bytes) -> int:
        room = rooms.pop(0)
        if room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real_write(handle, data[:room])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left") as caught:
        log.emit("phase", name="train")
    monkeypatch.undo()
    log.emit("phase", name="export")

    assert caught.value.filename == str(path)
    assert [(event["seq"], event["name"]) for event in lines(path)] == [(0, "load"), (1, "export")]


def test_history_knows_what_was_told(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    tell(path, "run.started", attempt=1)
    tell(path, "metric", step=1, values={"loss": 2.0})
    tell(path, "sample", stage="before", index=0)
    tell(path, "checkpoint", step=1)
    tell(path, "run.started", attempt=2)

    history = EventLog(path, RUN_ID).history

    assert history.attempts == 2
    assert history.metric_steps == {1}
    assert history.checkpoint_steps == {1}
    assert history.samples == {("before", 0)}
    assert not history.finished


def test_numbers_go_on_above_what_was_delivered_when_lines_were_lost(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    log = EventLog(path, RUN_ID)

    log.continue_after(41)
    log.emit("phase", name="load")

    assert lines(path)[0]["seq"] == 42
