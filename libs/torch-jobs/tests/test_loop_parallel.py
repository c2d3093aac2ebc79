"""Two processes that train one adapter, as torchrun or the launcher starts them."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import processes
import pytest
from safetensors.torch import load_file
from tiny_runs import events_of, losses_of, make_job, write_job


def run(job: dict[str, Any], count: int = 2) -> list[int]:
    return [processes.ended(each) for each in processes.start_ranks(write_job(job), count)]


def interrupted(job: dict[str, Any], after: int, rank: int) -> list[BaseProcess]:
    """Starts two processes and kills one of them when that many steps are done."""
    ranks = processes.start_ranks(write_job(job), 2)
    processes.wait_until(lambda: len(losses_of(job)) >= after)
    ranks[rank].kill()
    return ranks


@pytest.fixture(scope="module")
def alone(tiny_base: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One process with the batches of two."""
    job = make_job(tmp_path_factory.mktemp("alone"), tiny_base, batch_size=6)
    assert run(job, count=1) == [0]
    return job


@pytest.fixture
def together(tiny_base: Path, tmp_path: Path) -> dict[str, Any]:
    return make_job(tmp_path, tiny_base, world_size=2, batch_size=3)


def test_two_processes_learn_what_one_learns_from_the_same_rows(
    alone: dict[str, Any], together: dict[str, Any]
) -> None:
    assert run(together) == [0, 0]

    assert list(losses_of(together).values()) == pytest.approx(
        list(losses_of(alone).values()), abs=1e-5
    )
    for step, event in enumerate(events_of(together, "eval")):
        assert event["values"] == pytest.approx(events_of(alone, "eval")[step]["values"], abs=1e-5)
    name = "adapter/adapter_model.safetensors"
    mine, theirs = (load_file(Path(job["runDir"]) / name) for job in (together, alone))
    assert all((mine[key] - theirs[key]).abs().max() < 1e-3 for key in theirs)


def test_the_first_process_alone_tells(together: dict[str, Any]) -> None:
    run(together)

    events = events_of(together)
    assert [event["seq"] for event in events] == list(range(len(events)))
    assert len(events_of(together, "run.started")) == 1
    assert "2 processes" in events[0]["device"]


def test_a_killed_peer_ends_the_run_within_seconds_and_it_resumes(
    alone: dict[str, Any], together: dict[str, Any]
) -> None:
    ranks = interrupted(together, after=3, rank=1)
    started = time.monotonic()

    assert processes.ended(ranks[0]) == 1

    assert time.monotonic() - started < 60  # the two would wait for one another much longer
    last = events_of(together)[-1]
    assert (last["type"], last["code"]) == ("run.failed", "peer.lost")
    assert "Process 1 of 2" in last["message"]
    assert run(together) == [0, 0]
    assert list(losses_of(together).values()) == pytest.approx(
        list(losses_of(alone).values()), abs=1e-5
    )


def test_a_killed_first_process_leaves_no_other_behind(together: dict[str, Any]) -> None:
    ranks = interrupted(together, after=3, rank=0)

    assert processes.ended(ranks[1], seconds=60) == 1
    assert run(together) == [0, 0]
    assert len(events_of(together, "run.finished")) == 1


def test_being_stopped_stops_all_at_the_same_step(together: dict[str, Any]) -> None:
    together["config"] |= {"max_steps": 80, "evaluation": {}, "checkpoints": {}}
    ranks = processes.start_ranks(write_job(together), 2)
    processes.wait_until(lambda: len(losses_of(together)) >= 3)

    for process in ranks:
        os.kill(process.pid or 0, signal.SIGTERM)

    assert [processes.ended(process) for process in ranks] == [130, 130]
    last = events_of(together)[-1]
    assert last["code"] == "cancelled"
    assert last["checkpointStep"] == max(losses_of(together))


def test_a_peers_own_error_is_the_one_that_is_told(together: dict[str, Any]) -> None:
    path = write_job(together)
    ranks = processes.start_ranks(path, 2, before={1: run_out_of_memory})

    assert [processes.ended(process) for process in ranks] == [1, 1]

    last = events_of(together)[-1]
    assert last["code"] == "device.out-of-memory"
    assert last["message"].startswith("Process 1: Memory ran out at")


def run_out_of_memory() -> None:
    from naru_torch.loop.loss import Objective

    def summed(self: Objective, batch: Any) -> Any:
        raise MemoryError

    Objective.summed = summed


def test_a_job_for_two_is_not_run_by_one(together: dict[str, Any]) -> None:
    assert run(together, count=1) == [2]

    assert "device.worldSize is 2, but WORLD_SIZE is 1" in events_of(together)[-1]["message"]
