"""The data files of a job, checked and read.

Owns the comparison with job.json and which rows stand in which split. Knows nothing of tokens.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.preflight.split import hold_out, spread
from naru_torch.rows.read import RefusedRow, Row, read_rows
from naru_torch.side_job import write_whole


@dataclass(slots=True)
class Split:
    """One split as it was read. seen: all its rows, the refused and the left out as well."""

    name: str
    rows: list[Row] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    seen: int = 0


def read_splits(data: Mapping[str, Any], config: Mapping[str, Any]) -> tuple[Split, Split]:
    """Training and validation rows of `data` (train-job.schema.json), at most as many as asked.

    No conversation stands on both sides: of given files the training copy is refused; without
    validation files, config's validation_fraction of the conversations is held out.

    Raises JobError `data.not-found`, `data.invalid` or `data.changed`.
    """
    train = _read("train", data["train"])
    if data["validation"]:
        validation = _read("validation", data["validation"])
        _refuse_known(train, validation)
    else:
        validation = _hold_out(train, config)
    _limit(train, config["max_train_rows"], config["seed"])
    _limit(validation, config["max_validation_rows"], config["seed"])
    return train, validation


def commonest(refused: Iterable[RefusedRow]) -> str:
    """The kinds of reasons given most often, each by its first row."""
    kinds: dict[str, list[RefusedRow]] = {}
    for row in refused:
        # Numbers and what stands in brackets differ from row to row.
        kinds.setdefault(re.sub(r"\(.*?\)|\d+", "", row.what), []).append(row)
    most = sorted(kinds.values(), key=len, reverse=True)[:3]
    return "; ".join(f"{len(rows)} × {rows[0].what} ({rows[0].source})" for rows in most)


def keep_rows(path: Path, rows: Iterable[Row]) -> None:
    """Writes rows as JSON lines: an evaluation measures by what the run held out itself."""
    lines = ({"messages": [asdict(message) for message in row.messages]} for row in rows)
    write_whole(path, "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))


def _read(name: str, files: Sequence[Mapping[str, Any]]) -> Split:
    split = Split(name)
    for file in files:
        rows = read_rows(file["path"])
        _check_unchanged(Path(file["path"]), file["sha256"])
        for row in rows:
            (split.rows if isinstance(row, Row) else split.refused).append(row)
    split.seen = len(split.rows) + len(split.refused)
    if not split.rows:
        raise JobError(
            "data.invalid",
            f"none of the {split.seen} {name} rows can be read: {commonest(split.refused)}",
            'Each row is one conversation: {"messages": [{"role": "user", "content": "…"}, …]}',
        )
    return split


def _check_unchanged(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise JobError("data.invalid", f"{path} cannot be read: {error.strerror}") from error
    if found != expected:
        raise JobError(
            "data.changed",
            f"{path} is not the file that the run was described with: "
            f"sha256 {found[:12]}… where job.json names {expected[:12]}…",
            "Put the file back, or start a new run on the changed data.",
        )


def _refuse_known(train: Split, validation: Split) -> None:
    known = {conversation(row): row.source for row in validation.rows}
    kept = []
    for row in train.rows:
        source = known.get(conversation(row))
        if source is None:
            kept.append(row)
        else:
            reason = f"the same conversation stands in the validation data ({source})"
            train.refused.append(RefusedRow(row.file, row.line, None, reason))
    train.rows = kept


def _hold_out(train: Split, config: Mapping[str, Any]) -> Split:
    held = hold_out(
        [conversation(row) for row in train.rows],
        [_stratum(row) for row in train.rows],
        config["validation_fraction"],
        config["max_validation_rows"],
        config["seed"],
    )
    validation = Split("validation", [row for index, row in enumerate(train.rows) if index in held])
    validation.seen = len(validation.rows)
    train.rows = [row for index, row in enumerate(train.rows) if index not in held]
    train.seen -= validation.seen
    return validation


def _limit(split: Split, most: int | None, seed: int) -> None:
    if most is not None and len(split.rows) > most:
        kept = spread([_stratum(row) for row in split.rows], most, seed)
        split.rows = [split.rows[index] for index in kept]


def conversation(row: Row) -> tuple[tuple[str, str], ...]:
    """What makes two rows the same conversation; space around turns does not count."""
    return tuple((message.role, message.content.strip()) for message in row.messages)


def _stratum(row: Row) -> tuple[str, str]:
    return (row.language or "", row.topic or "")
