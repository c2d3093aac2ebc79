"""The tokenize job as a process: rows in, their tokens counted as training would see them.

Owns signals, the event log, the terminal event and the files that it leaves. What a row counts
stands in template/count.py. Needs a tokenizer only; weights are never read.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import sys
import threading
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from naru_torch.contract.durable import sync_folder, write_bytes
from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog
from naru_torch.contract.job import Job, exit_status, load_tokenize_job
from naru_torch.failure import as_job_error
from naru_torch.libraries import prepare_environment, without_sklearn
from naru_torch.loop.stop import Stop
from naru_torch.rows.read import RefusedRow, Row, read_rows

log = logging.getLogger("naru_torch")

_STDIN = 0
_DAY = date(2026, 1, 1)
"""For templates that write the date: the same rows count the same on every day."""


def tokenize(job_path: Path) -> int:
    """Runs the job; returns the exit status that its terminal event implies."""
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    stop = Stop()
    stop.install()
    _end_with_launcher()
    try:
        job = load_tokenize_job(job_path)
        events = EventLog(Path(job["eventsPath"]), job["runId"])
    except (JobError, OSError) as error:
        return _report(as_job_error(error))
    try:
        with stop.at_once():
            _run(job, events)
        return 0
    except BaseException as error:
        failure = as_job_error(error, "counting tokens")
        fields = {"code": failure.code, "message": failure.message, "hint": failure.hint}
        try:
            events.emit("run.failed", **fields, checkpointStep=None)
        except OSError as unwritten:
            log.error("The end of the run could not be told: %s", unwritten)
        return _report(failure)


def _run(job: Job, events: EventLog) -> None:
    prepare_environment(None)
    without_sklearn()
    from naru_torch.model.base import Base
    from naru_torch.template.mask import ChatTokenizer

    started = time.monotonic()
    base = Base({**job["base"], "sha256": None})
    chat = ChatTokenizer(base.tokenizer, base.vocabulary, _DAY)
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
        _write(output, counted)
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


def _write(output: Path, counted: dict[str, Any]) -> None:
    beside = output.with_name(f"{output.name}.{os.getpid()}.tmp")
    text = json.dumps(counted, ensure_ascii=False, separators=(",", ":"))
    try:
        write_bytes(beside, text.encode("utf-8", "backslashreplace"))
        os.replace(beside, output)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(output.parent)


def _end_with_launcher() -> None:
    """Ends this process where the launcher that holds its stdin is gone, also by kill -9.

    Files appear whole or not at all, so that any moment will do. A terminal or a file is no
    launcher.
    """
    try:
        mode = os.fstat(_STDIN).st_mode
    except OSError:
        return
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def watch() -> None:
        # Not sys.stdin.read: its lock, held here, would end Python with a fatal error.
        while os.read(_STDIN, 1 << 16):
            pass
        os._exit(exit_status("cancelled"))

    threading.Thread(target=watch, daemon=True).start()


def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("transformers", "tokenizers")}


def _report(failure: JobError) -> int:
    log.error("%s: %s", failure.code, failure.message)
    if failure.hint:
        log.error("%s", failure.hint)
    return exit_status(failure.code)
