"""Training and held-out loss of a run as one SVG."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any


def write_loss_plot(run_dir: Path, events: Iterable[dict[str, Any]]) -> Path:
    """Writes `<run_dir>/loss.svg` from the `metric` and `eval` events of a run."""
    raise NotImplementedError
