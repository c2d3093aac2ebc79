"""The tokenize job as a process: rows in, their tokens counted as training would see them.

Owns the order of the files and what is written of each. What a row counts stands in
template/count.py, what a job is as a process in side_job.py. Needs a tokenizer only; weights are
never read.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from naru_torch.contract.events import EventLog
from naru_torch.contract.job import Job, load_tokenize_job
from naru_torch.libraries import prepare_environment, without_sklearn
from naru_torch.rows.read import RefusedRow, Row, read_rows
from naru_torch.side_job import DAY, run_side_job, write_whole


def tokenize(job_path: Path) -> int:
    """Runs the job; returns the exit status that its terminal event implies."""
    return run_side_job(job_path, load_tokenize_job, _run, "counting tokens")


def _run(job: Job, events: EventLog) -> None:
    prepare_environment(None)
    without_sklearn()
    from naru_torch.model.base import Base
    from naru_torch.template.mask import ChatTokenizer

    started = time.monotonic()
    base = Base({**job["base"], "sha256": None})
    chat = ChatTokenizer(base.tokenizer, base.vocabulary, DAY)
    events.emit(
        "run.started",
        attempt=1,
        pid=os.getpid(),
        resumedFromStep=None,
        device="cpu",
        versions=_versions(),
    )
    rows = refused = 0
    for file in job["files"]:
        output = Path(file["output"])
        if output.exists():
            continue
        counted = counts_of(list(read_rows(file["rows"])), chat, job["lengths"])
        write_whole(output, json.dumps(counted, ensure_ascii=False, separators=(",", ":")))
        rows += len(counted["tokens"])
        refused += len(counted["refused"])
    events.emit(
        "tokenize.finished",
        rows=rows,
        refused=refused,
        seconds=time.monotonic() - started,
        chatTemplateSha256=chat.template_sha256,
    )


def counts_of(
    read: Sequence[Row | RefusedRow], chat: Any, lengths: Sequence[int]
) -> dict[str, Any]:
    """The figures of the rows of one file, as TokenizeOutput of its schema.

    chat: a ChatTokenizer
    """
    from naru_torch.template.count import Density, RowCount, count
    from naru_torch.template.mask import RowRefused

    nothing = RowCount(0, 0, [0] * len(lengths), Density(0, 0), Density(0, 0))
    traced = iter(chat.trace_many([row for row in read if isinstance(row, Row)]))
    counts: list[RowCount] = []
    refused = []
    for index, row in enumerate(read):
        each = next(traced) if isinstance(row, Row) else row
        if isinstance(each, RefusedRow):
            refused.append({"row": index, "reason": each.what})
        elif isinstance(each, RowRefused):
            refused.append({"row": index, "reason": str(each)})
        else:
            counts.append(count(each, lengths, chat.end_of_turn_id))
            continue
        counts.append(nothing)
    return {
        "tokens": [each.tokens for each in counts],
        "supervised": [each.supervised for each in counts],
        "kept": [[each.kept[at] for each in counts] for at in range(len(lengths))],
        "hangul": _density([each.hangul for each in counts]),
        "latin": _density([each.latin for each in counts]),
        "refused": refused,
    }


def _density(each: Sequence[Any]) -> dict[str, list[int]]:
    return {"tokens": [one.tokens for one in each], "units": [one.units for one in each]}


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("transformers", "tokenizers")}
