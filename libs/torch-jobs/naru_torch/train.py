"""The training job as a process: from job.json to an exit status.

Owns signals, the event log, the terminal event and what an exception means to
people. What a run consists of stands in attempt.py. Imports nothing heavy, so that
a job that cannot start says so at once.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from pathlib import Path
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog, History, NoEvents
from naru_torch.contract.job import Job, load_job
from naru_torch.failure import as_job_error, report
from naru_torch.libraries import prepare_environment, without_sklearn
from naru_torch.loop.stop import Stop
from naru_torch.preflight.files import keep_rows, read_splits

log = logging.getLogger("naru_torch")

HELD_OUT = "held-out.jsonl"
"""In the run's folder: the rows that a run without validation files held out of its training."""


def train(job_path: Path) -> int:
    """Runs or resumes the job; returns the exit status that its terminal event implies.

    A run that is finished is left as it is: status 0.
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    logging.getLogger("gguf").setLevel(logging.WARNING)
    stop = Stop()
    stop.install()
    rank = int(os.environ.get("RANK", "0"))
    try:
        job = load_job(job_path)
        events = EventLog(Path(job["eventsPath"]), job["runId"]) if rank == 0 else NoEvents()
        history = events.history if rank == 0 else _history(job)
    except (JobError, OSError) as error:
        failure = as_job_error(error)
        if rank == 0:
            _tell_anyway(job_path, failure)
        return report(failure)
    if history.finished:
        log.info("Run %s is finished already; nothing is done.", job["runId"])
        return 0
    return _attempt(job, events, history, stop)


def _attempt(job: Job, events: EventLog | NoEvents, history: History, stop: Stop) -> int:
    prepare_environment(_threads(job))
    attempt: Any = None
    try:
        with stop.at_once():
            # Before the imports, which take seconds: data that cannot be read is refused at once.
            splits = read_splits(job["data"], job["config"])
            if isinstance(events, EventLog) and not job["data"]["validation"]:
                keep_rows(Path(job["runDir"]) / HELD_OUT, splits[1].rows)
            _import_libraries(job)
            from naru_torch.attempt import Attempt
        attempt = Attempt(job, splits, events, history, stop)
        attempt.run()
        return 0
    except BaseException as error:
        failure = attempt.explain(error) if attempt else as_job_error(error)
        if attempt:
            attempt.close(failure)
        fields = {
            "code": failure.code,
            "message": failure.message,
            "hint": failure.hint,
            "checkpointStep": attempt.saved_step if attempt else None,
        }
        try:
            events.emit("run.failed", **fields)
        except OSError as unwritten:
            log.error("The end of the run could not be told: %s", unwritten)
        status = report(failure)
        if job["device"]["worldSize"] > 1:
            # Destructors of a process group whose peers are gone may wait for them.
            logging.shutdown()
            os._exit(status)
        return status


def _history(job: Job) -> History:
    path = Path(job["eventsPath"])
    if not path.is_file():
        return History()
    with path.open("rb") as file:
        return History.read(file, job["runId"])[0]


def _tell_anyway(job_path: Path, failure: JobError) -> None:
    """A job that does not fit its schema may still say where its events go."""
    try:
        job = json.loads(job_path.read_text(encoding="utf-8"))
        if failure.code == "run.locked" or not re.fullmatch(
            r"[0-9]{8}T[0-9]{6}-[a-z0-9]{6}", job["runId"]
        ):
            return
        events = EventLog(Path(job["eventsPath"]), job["runId"])
        if not events.history.finished:
            events.emit(
                "run.failed",
                code=failure.code,
                message=failure.message,
                hint=failure.hint,
                checkpointStep=None,
            )
    except (OSError, ValueError, KeyError, TypeError, JobError):
        return


def _import_libraries(job: Job) -> None:
    """Imports torch and transformers, and finds out meanwhile whether bitsandbytes runs."""
    import torch  # noqa: F401

    from naru_torch.model import bnb

    probe = None
    if bnb.is_needed(job["config"]):
        # It would have people install a kernel that has no gradient; see model/quantize.py.
        logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(logging.ERROR)
        probe = bnb.Probe(job["config"]["quantization"]["type"])
    else:
        bnb.hide()
    without_sklearn()
    if probe is not None:
        probe.wait()


def _threads(job: Job) -> int | None:
    threads = job["device"]["threadsPerProcess"]
    if threads is None and job["device"]["worldSize"] > 1:
        return max(1, (os.cpu_count() or 1) // job["device"]["worldSize"])
    return threads
