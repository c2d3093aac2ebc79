"""Checkpoints of a run: everything from which it goes on as if never interrupted.

Owns the folders under `checkpoints/`, their wholeness and their number. Does not
know what the state means.

A checkpoint is `step-000123/`: the adapter as a PEFT folder, the optimizer's state,
state.json, and manifest.json with the sha256 of each of them. Folders appear whole;
one that was damaged later is found out by its manifest and passed over.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from naru_torch.contract.durable import replaced_folder, tidy, write_bytes
from naru_torch.contract.errors import JobError

log = logging.getLogger(__name__)

OPTIMIZER = "optimizer.pt"
_STATE = "state.json"
_MANIFEST = "manifest.json"
_NAME = re.compile(r"^step-(\d{6,})$")


@dataclass
class Best:
    """The best evaluation so far."""

    step: int
    values: dict[str, float]

    @property
    def loss(self) -> float:
        return self.values["eval_loss"]


@dataclass
class State:
    """Where a run stands after `step` optimizer steps; with the seed, also all randomness.

    data:        digest of the rows and their order; a checkpoint of other data is not used
    evaluated:   the last step whose evaluation is part of this state
    stale:       evaluations since the last that was better
    tokens:      trained so far, supervised of them beside
    window:      sums since the last metric event
    event_seq:   last event told
    peak_bytes:  most memory held, over attempts
    """

    run_id: str
    data: str
    step: int = 0
    best: Best | None = None
    evaluated: int = -1
    stale: int = 0
    stopped_early: bool = False
    tokens: int = 0
    supervised: int = 0
    window: dict[str, float] = field(default_factory=dict)
    event_seq: int = -1
    peak_bytes: int = 0


@dataclass(frozen=True)
class Saved:
    """A whole checkpoint."""

    folder: Path
    state: State

    def optimizer(self) -> bytes:
        return (self.folder / OPTIMIZER).read_bytes()


class Checkpoints:
    """The checkpoints of one run folder."""

    def __init__(self, run_dir: Path, keep: int) -> None:
        self._parent = run_dir / "checkpoints"
        self._keep = keep

    def folder(self, step: int) -> Path:
        return self._parent / f"step-{step:06d}"

    def newest(self, run_id: str) -> Saved | None:
        """The newest whole checkpoint of this run; damaged ones are logged and passed over."""
        for step in reversed(self._steps()):
            try:
                saved = self.read(step)
                if saved.state.run_id != run_id:
                    raise JobError("checkpoint.invalid", f"{saved.folder} is of another run.")
                return saved
            except JobError as error:
                log.warning("%s It is passed over.", error.message)
        return None

    def read(self, step: int) -> Saved:
        """One checkpoint. Raises JobError `checkpoint.invalid`."""
        folder = self.folder(step)
        try:
            manifest = json.loads((folder / _MANIFEST).read_bytes())
            for name, digest in manifest.items():
                if sha256((folder / name).read_bytes()).hexdigest() != digest:
                    raise ValueError(f"{name} has changed")
            values: dict[str, Any] = json.loads((folder / _STATE).read_bytes())
            best = Best(**values.pop("best")) if values["best"] else values.pop("best")
            return Saved(folder, State(**values, best=best))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise JobError(
                "checkpoint.invalid", f"The checkpoint {folder} is damaged: {error}."
            ) from error

    def tidy(self, after: int) -> None:
        """Removes what a killed attempt left half done, and what is newer than step `after`."""
        tidy(self._parent)
        for step in self._steps():
            if step > after:
                shutil.rmtree(self.folder(step), ignore_errors=True)

    def write(self, state: State, files: dict[str, bytes]) -> int:
        """Writes one checkpoint, then removes those that are too old; returns its bytes."""
        whole = {**files, _STATE: json.dumps(asdict(state)).encode()}
        digests = {name: sha256(data).hexdigest() for name, data in whole.items()}
        with replaced_folder(self.folder(state.step)) as folder:
            for name, data in whole.items():
                write_bytes(folder / name, data)
            write_bytes(folder / _MANIFEST, json.dumps(digests, indent=2).encode())
        self._prune(state)
        return sum(map(len, whole.values()))

    def _prune(self, state: State) -> None:
        best = {state.best.step} if state.best else set()
        for step in self._steps()[: -self._keep]:
            if step not in best:
                shutil.rmtree(self.folder(step), ignore_errors=True)

    def _steps(self) -> list[int]:
        if not self._parent.is_dir():
            return []
        names = (_NAME.match(entry.name) for entry in self._parent.iterdir())
        return sorted(int(name[1]) for name in names if name)
