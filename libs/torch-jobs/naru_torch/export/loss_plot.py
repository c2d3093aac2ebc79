"""Training and held-out loss of a run as one SVG.

Owns the drawing. Knows the `metric` and `eval` events and nothing else of a run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from naru_torch.export.replace import write_text

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 72, 48
"""Pixels; margins around the plot."""

MAX_POINTS = 1500
"""Of one line; longer ones are thinned by means, so that a long run's file stays small."""

COLOURS = {"loss": "#9aa4b2", "eval_loss": "#1f2937", "eval_loss_ko": "#c2410c"}
COLOURS |= {"eval_loss_en": "#1d4ed8"}
SPARE_COLOURS = ("#047857", "#7c3aed", "#be185d", "#a16207")
LABELS = {"loss": "training", "eval_loss": "held-out", "eval_loss_ko": "held-out, Korean"}
LABELS |= {"eval_loss_en": "held-out, English"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One curve. points: (step, loss in nats per supervised token), by step."""

    name: str
    points: list[Point]


def write_loss_plot(run_dir: Path, events: Iterable[dict[str, Any]]) -> Path:
    """Writes `<run_dir>/loss.svg` from the events of a run, of all attempts together.

    A step reported twice (before a crash and again after the resume) counts
    with its last value. Values that are not finite are left out. Without any
    point the file says so.
    """
    return write_text(run_dir / "loss.svg", draw(collect(events)))


def collect(events: Iterable[dict[str, Any]]) -> list[Line]:
    """The curves: training loss, then every `eval_loss…` by name."""
    series: dict[str, dict[float, float]] = {}
    for event in events:
        kind, values = event.get("type"), event.get("values", {})
        for name, value in values.items() if kind in ("metric", "eval") else ():
            wanted = name == "loss" if kind == "metric" else name.startswith("eval_loss")
            if wanted and isinstance(value, int | float) and math.isfinite(value):
                series.setdefault(name, {})[event["step"]] = float(value)
    names = sorted(series, key=lambda name: (name != "loss", name))
    return [Line(name, _thin(sorted(series[name].items()))) for name in names]


def draw(lines: Sequence[Line]) -> str:
    """The SVG's text; the same lines give the same text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="#374151">',
        "<title>Loss by optimizer step</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    points = [point for line in lines for point in line.points]
    if not points:
        parts.append(f'<text x="{LEFT}" y="{HEIGHT / 2:g}">No loss was recorded.</text>')
        return "\n".join([*parts, "</svg>", ""])
    across = _ticks(min(x for x, _ in points), max(x for x, _ in points), whole=True)
    up = _ticks(min(y for _, y in points), max(y for _, y in points), whole=False)
    parts += _axes(across, up)
    spare = iter(SPARE_COLOURS * (len(lines) // len(SPARE_COLOURS) + 1))
    for index, line in enumerate(lines):
        colour = COLOURS.get(line.name) or next(spare)
        parts += _curve(line, colour, across, up)
        parts.append(_legend(line, colour, index))
    return "\n".join([*parts, "</svg>", ""])


def _axes(across: list[float], up: list[float]) -> list[str]:
    parts = []
    for value in up:
        y = _y(value, up)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for value in across:
        x = _x(value, across)
        parts.append(
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:g}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:g}" y="{HEIGHT - 8}" text-anchor="middle">step</text>')
    parts.append(f'<text x="{LEFT - 48}" y="{TOP - 14}">loss (nats per token)</text>')
    return parts


def _curve(line: Line, colour: str, across: list[float], up: list[float]) -> list[str]:
    spots = [(_x(x, across), _y(y, up)) for x, y in line.points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
    width = 1.2 if line.name == "loss" else 2
    parts = [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>']
    if len(spots) <= 40:
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{colour}"/>' for x, y in spots]
    return parts


def _legend(line: Line, colour: str, index: int) -> str:
    x, y = LEFT + (index % 4) * 168, 20 + (index // 4) * 18
    label = escape(LABELS.get(line.name, line.name.replace("eval_loss_", "held-out, ")))
    values = f"{line.points[0][1]:.3g} → {line.points[-1][1]:.3g}"
    return (
        f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{colour}"/>'
        f'<text x="{x + 15}" y="{y}">{label} {values}</text>'
    )


def _x(value: float, ticks: list[float]) -> float:
    return LEFT + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (WIDTH - LEFT - RIGHT)


def _y(value: float, ticks: list[float]) -> float:
    return HEIGHT - BOTTOM - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - TOP - BOTTOM)


def _ticks(low: float, high: float, whole: bool) -> list[float]:
    """Round numbers from at most `low` to at least `high`, two or more."""
    if high <= low:
        low, high = (low, low + 1) if whole else (low - 0.5, high + 0.5)
    raw = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= raw * 0.999)
    step = max(1.0, step) if whole else step
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(i * step, 10) for i in range(first, max(last, first + 1) + 1)]


def _thin(points: list[Point]) -> list[Point]:
    if len(points) <= MAX_POINTS:
        return points
    size = math.ceil(len(points) / MAX_POINTS)
    chunks = (points[i : i + size] for i in range(0, len(points), size))
    return [(sum(x for x, _ in c) / len(c), sum(y for _, y in c) / len(c)) for c in chunks]
