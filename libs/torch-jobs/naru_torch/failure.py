"""What an exception means to people.

Owns the translation into a JobError, and its words on stderr. Does not know who else is told.
"""

from __future__ import annotations

import logging
import sys
import traceback

from naru_torch.contract.durable import disk_error
from naru_torch.contract.errors import JobError
from naru_torch.contract.job import exit_status

log = logging.getLogger("naru_torch")

_SMALLER = (
    "Halve batch_size and double gradient_accumulation_steps (the result is the same), set "
    "activation_checkpointing: true, lower max_length, or use train:qlora."
)


def as_job_error(error: BaseException, doing: str = "start") -> JobError:
    """An error with a code; the traceback of a fault of our own goes to stderr only.

    doing: what was under way, for a message about memory
    """
    if isinstance(error, JobError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return JobError("cancelled", "The run was stopped.")
    known = disk_error(error) or _memory_error(error, doing)
    if known is not None:
        return known
    traceback.print_exception(error, file=sys.stderr)
    reason = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return JobError("internal", reason, "The job's log holds the traceback. Please report it.")


def _memory_error(error: BaseException, doing: str) -> JobError | None:
    import psutil
    import torch

    if isinstance(error, torch.OutOfMemoryError):
        free, total = torch.cuda.mem_get_info()
        held = torch.cuda.max_memory_allocated()
        numbers = f"{_gib(total)} in all, {_gib(free)} free, at most {_gib(held)} held by this run"
    elif isinstance(error, MemoryError) or "DefaultCPUAllocator" in str(error):
        memory = psutil.virtual_memory()
        held = psutil.Process().memory_info().rss
        numbers = f"{_gib(memory.total)} in all, {_gib(memory.available)} free, {_gib(held)} held"
    else:
        return None
    return JobError("device.out-of-memory", f"Memory ran out at {doing}: {numbers}.", _SMALLER)


def _gib(count: float) -> str:
    return f"{count / 2**30:.1f} GiB"


def report(failure: JobError) -> int:
    """Says it; returns the exit status of its code."""
    log.error("%s: %s", failure.code, failure.message)
    if failure.hint:
        log.error("%s", failure.hint)
    return exit_status(failure.code)
