"""The model card of a fine-tuned adapter."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def write_card(run_dir: Path, job: dict[str, Any], result: dict[str, Any]) -> Path:
    """Writes `<run_dir>/adapter/README.md`.

    job:    the resolved job.json
    result: the fields of the `run.finished` event (its envelope may be absent);
            samples, versions and row counts are read from `job["eventsPath"]`
    """
    raise NotImplementedError
