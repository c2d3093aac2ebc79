from __future__ import annotations

from pathlib import Path

import pytest
from tiny_runs import RUN_ID

from naru_torch.contract.errors import JobError
from naru_torch.loop.checkpoint import Best, Checkpoints, State


def write(checkpoints: Checkpoints, *steps: int, best: int | None = None) -> None:
    for step in steps:
        kept = Best(best, {"eval_loss": 1.0}) if best is not None else None
        state = State(RUN_ID, "rows", step=step, best=kept, window={"loss": 0.1})
        checkpoints.write(state, {"adapter": b"a" * 100, "optimizer.pt": bytes([step])})


def steps_of(run_dir: Path) -> list[str]:
    return sorted(entry.name for entry in (run_dir / "checkpoints").iterdir())


def test_the_newest_checkpoint_gives_back_what_was_written(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, keep=2)
    write(checkpoints, 1, 2, best=1)

    saved = checkpoints.newest(RUN_ID)

    assert saved is not None
    assert saved.optimizer() == bytes([2])
    assert saved.state == State(
        RUN_ID, "rows", step=2, best=Best(1, {"eval_loss": 1.0}), window={"loss": 0.1}
    )


def test_as_many_as_asked_are_kept_and_the_best_besides(tmp_path: Path) -> None:
    write(Checkpoints(tmp_path, keep=2), 1, 2, 3, 4, best=1)

    assert steps_of(tmp_path) == ["step-000001", "step-000003", "step-000004"]


@pytest.mark.parametrize("name", ["adapter", "optimizer.pt", "state.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, damage: str
) -> None:
    checkpoints = Checkpoints(tmp_path, keep=2)
    write(checkpoints, 1, 2)
    file = checkpoints.folder(2) / name
    whole = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(whole[:-1] if damage == "cut" else b"\0" + whole[1:])

    saved = checkpoints.newest(RUN_ID)

    assert saved is not None and saved.state.step == 1
    assert "step-000002 is damaged" in caplog.text


def test_a_checkpoint_of_another_run_is_passed_over(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, keep=2)
    write(checkpoints, 1)

    assert checkpoints.newest("20260301T120000-zzzzzz") is None


def test_what_a_killed_attempt_left_is_removed_with_what_is_newer(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, keep=3)
    write(checkpoints, 1, 2, 3)
    (tmp_path / "checkpoints" / ".step-000004.tmp").mkdir()

    checkpoints.tidy(after=2)

    assert steps_of(tmp_path) == ["step-000001", "step-000002"]


def test_a_step_written_again_replaces_the_first(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path, keep=2)
    write(checkpoints, 5, 5)

    assert steps_of(tmp_path) == ["step-000005"]
    assert checkpoints.read(5).state.step == 5


def test_reading_a_checkpoint_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="step-000009 is damaged") as caught:
        Checkpoints(tmp_path, keep=1).read(9)

    assert caught.value.code == "checkpoint.invalid"
