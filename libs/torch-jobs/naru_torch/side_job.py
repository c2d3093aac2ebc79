"""What a job is as a process, where it is one pass over files: not a run that goes on.

Owns signals, the event log, the terminal event, the end with the launcher, and writing a file
whole. Does not know what the job does.
"""

from __future__ import annotations

import logging
import os
import stat
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from naru_torch.contract.durable import sync_folder, write_bytes
from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog
from naru_torch.contract.job import Job, exit_status
from naru_torch.failure import as_job_error, report
from naru_torch.loop.stop import Stop

log = logging.getLogger("naru_torch")

DAY = date(2026, 1, 1)
"""For templates that write the date: the same rows give the same figures on every day."""

_STDIN = 0


def run_side_job(
    job_path: Path, load: Callable[[Path], Job], work: Callable[[Job, EventLog], None], doing: str
) -> int:
    """Runs `work`; returns the exit status that its terminal event implies.

    work:  tells all of its events but run.failed
    doing: what a fault interrupted, for people
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    stop = Stop()
    stop.install()
    _end_with_launcher()
    try:
        job = load(job_path)
        events = EventLog(Path(job["eventsPath"]), job["runId"])
    except (JobError, OSError) as error:
        return report(as_job_error(error))
    try:
        with stop.at_once():
            work(job, events)
        return 0
    except BaseException as error:
        failure = as_job_error(error, doing)
        fields = {"code": failure.code, "message": failure.message, "hint": failure.hint}
        try:
            events.emit("run.failed", **fields, checkpointStep=None)
        except OSError as unwritten:
            log.error("The end of the run could not be told: %s", unwritten)
        return report(failure)


def write_whole(output: Path, text: str) -> None:
    """The file is there whole, or not at all."""
    beside = output.with_name(f"{output.name}.{os.getpid()}.tmp")
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
