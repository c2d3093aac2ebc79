"""events.jsonl: what a job tells the outside, one line an event.

Owns the envelope, the sequence over all attempts and what stands in the file
already. Does not know who reads it. Only the process of rank 0 makes one.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from naru_torch.contract.errors import JobError

TERMINAL = frozenset({"run.finished", "tokenize.finished", "score.finished", "run.failed"})
_SYNCED = TERMINAL | {"run.started", "preflight", "eval", "checkpoint"}


@dataclass
class History:
    """What earlier attempts of the same run have told.

    last_seq: -1 when there is no event
    evals:    values of each evaluated step
    samples:  (stage, index) of each answer
    seconds:  from the first to the last event of each attempt, added up
    """

    last_seq: int = -1
    attempts: int = 0
    finished: bool = False
    seconds: float = 0
    metric_steps: set[int] = field(default_factory=set)
    checkpoint_steps: set[int] = field(default_factory=set)
    evals: dict[int, dict[str, float]] = field(default_factory=dict)
    samples: set[tuple[str, int]] = field(default_factory=set)
    _last_at: int | None = None

    @classmethod
    def read(cls, file: BinaryIO, run_id: str) -> tuple[History, int]:
        """The history in a file of events, and the bytes of its whole lines.

        A line that is not an event of the run is passed over.
        """
        history, whole = cls(), 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                event = json.loads(line)
                if event["v"] == 1 and event["runId"] == run_id:
                    history.add(event)
        return history, whole

    def add(self, event: dict[str, Any]) -> None:
        self.last_seq = max(self.last_seq, int(event["seq"]))
        kind, at = event["type"], int(event["at"])
        if kind != "run.started" and self._last_at is not None:
            self.seconds += max(0, at - self._last_at) / 1000
        self._last_at = at
        if kind == "run.started":
            self.attempts = max(self.attempts, int(event["attempt"]))
        elif kind == "run.finished":
            self.finished = True
        elif kind == "metric":
            self.metric_steps.add(int(event["step"]))
        elif kind == "checkpoint":
            self.checkpoint_steps.add(int(event["step"]))
        elif kind == "eval":
            self.evals[int(event["step"])] = {k: float(v) for k, v in event["values"].items()}
        elif kind == "sample":
            self.samples.add((event["stage"], int(event["index"])))


class Events(Protocol):
    """Where a job tells what it does."""

    @property
    def last_seq(self) -> int: ...
    def emit(self, kind: str, **fields: Any) -> None: ...
    def sync(self) -> None: ...


class NoEvents:
    """Of processes other than the first: tells nobody."""

    last_seq = -1

    def emit(self, kind: str, **fields: Any) -> None:
        """Nothing."""

    def sync(self) -> None:
        """Nothing."""


class EventLog:
    """Appends events to one file.

    A line is one write(2), so kill -9 loses no line that was emitted; the lines that others
    act on are fsynced too. A line cut off by a power cut or a full disk is removed on opening.
    Safe to call from several threads. After a terminal event, nothing more is written.
    Two processes never write the same run: the file is locked until this one ends.

    Raises OSError, and JobError `run.locked`.
    """

    def __init__(self, path: Path, run_id: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.run_id = run_id
        self._lock = threading.RLock()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise JobError("run.locked", f"Another process trains run {run_id}.") from error
        self.history = self._read()
        self._next = self.history.last_seq + 1
        self._closed = False

    def continue_after(self, seq: int) -> None:
        """Numbers the next event above `seq`, should the file have lost delivered lines."""
        self._next = max(self._next, seq + 1)

    @property
    def last_seq(self) -> int:
        return self._next - 1

    def emit(self, kind: str, **fields: Any) -> None:
        """Writes one event. Raises OSError; the file then ends with the last whole line."""
        with self._lock:
            if self._closed:
                return
            event = {
                "v": 1,
                "runId": self.run_id,
                "seq": self._next,
                "at": time.time_ns() // 1_000_000,
                "type": kind,
                **_finite(fields),
            }
            line = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            self._append(line.encode("utf-8") + b"\n")
            self._next += 1
            if kind in _SYNCED:
                self.sync()
            self._closed = kind in TERMINAL

    def sync(self) -> None:
        """fsync: what was emitted so far outlives a power cut."""
        os.fsync(self._file)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            os.close(self._file)

    def _append(self, line: bytes) -> None:
        end = os.fstat(self._file).st_size
        try:
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, end)
            raise OSError(error.errno, error.strerror, str(self.path)) from error

    def _read(self) -> History:
        with open(self._file, "rb", closefd=False) as file:
            history, whole = History.read(file, self.run_id)
        if os.fstat(self._file).st_size > whole:
            os.ftruncate(self._file, whole)
        return history


def _finite(value: Any) -> Any:
    """JSON has no NaN or infinity: they are written as the strings that the schema names."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
