"""Reads back what a run has reported. Knows lines of JSON, not their meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_events(path: Path) -> list[dict[str, Any]]:
    """The events of an events.jsonl, in order, of all attempts.

    A line that is not a JSON object is left out: a killed attempt may leave
    half a line. A missing file gives none.
    """
    if not path.is_file():
        return []
    events = []
    for line in path.read_bytes().splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            events.append(event)
    return events
