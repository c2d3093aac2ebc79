"""Time, tokens and memory of one training process. Knows no trainer."""

from __future__ import annotations

import contextlib
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Measured:
    """What one contender did.

    marks:  (seconds, real tokens trained so far) at the end of each step
    losses: mean over the step's learned tokens, one a step
    peak_bytes: most resident memory since the model was loaded
    """

    marks: list[tuple[float, int]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    peak_bytes: int = 0

    def mark(self, tokens: int) -> None:
        self.marks.append((time.perf_counter(), int(tokens)))

    def tokens_per_second(self, warm_up: int) -> float:
        """Over the steps after the first `warm_up`."""
        (start, before), (end, after) = self.marks[warm_up - 1], self.marks[-1]
        return (after - before) / (end - start)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def forget_peak() -> None:
    """Sets the process's peak of resident memory to what it holds now (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_bytes() -> int:
    """VmHWM of this process."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("/proc/self/status names no VmHWM")
