"""Jobs in processes of their own that start in milliseconds.

Children are forked from a server that has imported torch and transformers and done nothing else.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import socket
import struct
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

# A preload that cannot be imported is passed over in silence, and Python before 3.13 gives the
# server none of our `sys.path` (python/cpython#117378): each child would import torch anew, 6 s.
_HERE = Path(__file__).parent
os.environ["PYTHONPATH"] = os.pathsep.join([str(_HERE.parent), str(_HERE)])
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    [
        *("naru_torch.attempt", "naru_torch.train", "tiny_runs", "peft", "sentencepiece"),
        *("torch.distributed.fsdp", "transformers.generation"),
        "transformers.models.llama.modeling_llama",
    ]
)


def start(
    job_path: Path, before: Callable[[], None] | None = None, **environment: str
) -> BaseProcess:
    """Starts `train` on a job; its output goes to `output.txt` beside the job.

    before: called first in the new process; a function of a module
    """
    process = _SERVER.Process(target=_run, args=(job_path, before, environment))
    process.start()
    return process


def start_ranks(
    job_path: Path, count: int, before: dict[int, Callable[[], None]] | None = None
) -> list[BaseProcess]:
    """Starts a job's processes as torchrun would; `before` is by rank."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    shared = {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    return [
        start(job_path, (before or {}).get(rank), RANK=str(rank), LOCAL_RANK=str(rank), **shared)
        for rank in range(count)
    ]


def ended(process: BaseProcess, seconds: float = 180) -> int:
    """The exit status; minus the signal's number for one that was killed."""
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"the job has not ended within {seconds} s")
    return process.exitcode


def wait_until(condition: Callable[[], object], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so within {seconds} s")
        time.sleep(0.002)


def without_privileges() -> None:
    """Gives up what lets root write where permissions forbid it (capabilities(7))."""
    header = struct.pack("Ii", 0x20080522, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _run(job_path: Path, before: Callable[[], None] | None, environment: dict[str, str]) -> None:
    os.environ.update(environment)
    if before is not None:
        before()
    output = os.open(job_path.with_name("output.txt"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    from naru_torch.train import train

    sys.exit(train(job_path))
