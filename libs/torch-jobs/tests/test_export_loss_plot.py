"""The loss plot: an SVG that shows what was recorded, whatever was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from naru_torch.export.loss_plot import collect, write_loss_plot

SVG = "{http://www.w3.org/2000/svg}"


def metric(step: int, loss: float | str) -> dict[str, Any]:
    return {"type": "metric", "step": step, "values": {"loss": loss, "learning_rate": 1.0}}


def held_out(step: int, **values: float | str) -> dict[str, Any]:
    return {"type": "eval", "step": step, "values": values}


def texts(path: Path) -> list[str]:
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def test_training_and_both_languages_are_drawn_with_first_and_last_value(tmp_path: Path) -> None:
    events = [
        held_out(0, eval_loss=3.0, eval_loss_ko=4.0, eval_loss_en=2.0),
        *[metric(step, 3.0 - step / 10) for step in range(1, 11)],
        held_out(10, eval_loss=2.2, eval_loss_ko=3.1, eval_loss_en=1.3),
    ]

    path = write_loss_plot(tmp_path, events)

    assert path == tmp_path / "loss.svg"
    shown = texts(path)
    assert "training 2.9 → 2" in shown
    assert "held-out 3 → 2.2" in shown
    assert "held-out, Korean 4 → 3.1" in shown
    assert "held-out, English 2 → 1.3" in shown
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    curves = [p for p in root.iter(f"{SVG}path") if p.get("fill") == "none"]
    assert len(curves) == 4


def test_curves_stay_inside_the_picture_and_fall_when_the_loss_falls(tmp_path: Path) -> None:
    path = write_loss_plot(tmp_path, [metric(1, 9.7), metric(2, 0.013), metric(3, 5.0)])

    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    curve = next(p for p in root.iter(f"{SVG}path") if p.get("fill") == "none")
    spots = [tuple(map(float, spot.split())) for spot in curve.get("d")[1:].split("L")]
    assert all(0 <= x <= 760 and 0 <= y <= 420 for x, y in spots)
    assert spots[0][1] < spots[2][1] < spots[1][1]


def test_a_language_with_markup_in_its_name_stays_text(tmp_path: Path) -> None:
    events = [
        held_out(0, **{"eval_loss_<script>&": 2.0}),
        held_out(1, **{"eval_loss_<script>&": 1.0}),
    ]

    path = write_loss_plot(tmp_path, events)

    assert "held-out, <script>& 2 → 1" in texts(path)
    assert "<script>" not in path.read_text(encoding="utf-8")


def test_values_that_are_not_finite_and_events_of_other_kinds_are_passed_over() -> None:
    events = [
        metric(1, "NaN"),
        metric(2, float("inf")),
        metric(3, 2.5),
        {"type": "checkpoint", "step": 3},
        held_out(3, eval_loss="Infinity"),
    ]

    (line,) = collect(events)

    assert (line.name, line.points) == ("loss", [(3, 2.5)])


def test_a_step_told_again_after_a_resume_counts_once_with_its_last_value() -> None:
    (line,) = collect([metric(1, 3.0), metric(2, 2.9), metric(2, 2.8), metric(3, 2.7)])

    assert line.points == [(1, 3.0), (2, 2.8), (3, 2.7)]


def test_a_run_without_a_step_gives_a_picture_that_says_so(tmp_path: Path) -> None:
    assert "No loss was recorded." in texts(write_loss_plot(tmp_path, []))


def test_one_point_and_a_flat_line_are_drawn(tmp_path: Path) -> None:
    assert "training 2 → 2" in texts(write_loss_plot(tmp_path, [metric(1, 2.0)]))
    assert "training 2 → 2" in texts(write_loss_plot(tmp_path, [metric(1, 2.0), metric(2, 2.0)]))


def test_a_long_run_gives_a_small_file(tmp_path: Path) -> None:
    path = write_loss_plot(tmp_path, [metric(step, 3.0 - step / 1e5) for step in range(1, 100_001)])

    assert path.stat().st_size < 40_000


def test_the_same_events_give_the_same_bytes(tmp_path: Path) -> None:
    events = [metric(1, 2.0), held_out(1, eval_loss=2.0, eval_loss_ja=1.5, eval_loss_de=1.0)]

    first = write_loss_plot(tmp_path / "a", events).read_bytes()

    assert write_loss_plot(tmp_path / "b", events).read_bytes() == first
