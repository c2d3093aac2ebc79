"""Several processes that train one adapter on the same step's different rows.

Owns the process group, its sums and the loss of a peer. Knows nothing of models.

There is no DistributedDataParallel: an adapter's gradient is one vector of a few
million numbers, summed once a step. Processes are of one machine, as `torchrun` or
the launcher starts them (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT).
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psutil
import torch

from naru_torch.contract.errors import JobError

_PATIENCE = timedelta(hours=2)
"""Rank 0 samples and evaluates while others wait; a peer's death is noticed by other means."""
_WATCH_SECONDS = 0.5
_GRACE_SECONDS = 5.0


class Parallel:
    """The processes of a run; a run of one process has no group and all sums are its own."""

    def __init__(self, rank: int = 0, world_size: int = 1, local_rank: int = 0) -> None:
        self.rank = rank
        self.world_size = world_size
        self.local_rank = local_rank
        self._store: Any = None
        self._peers: dict[int, psutil.Process] = {}
        self._ended = threading.Event()

    @classmethod
    def from_environment(cls, expected: int) -> Parallel:
        """Of the variables that torchrun sets. Raises JobError `job.invalid`."""
        world_size = int(os.environ.get("WORLD_SIZE", "1"))
        if world_size != expected:
            raise JobError(
                "job.invalid",
                f"job.json: device.worldSize is {expected}, but WORLD_SIZE is {world_size}.",
            )
        rank = int(os.environ.get("RANK", "0"))
        return cls(rank, world_size, int(os.environ.get("LOCAL_RANK", str(rank))))

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes."""
        return self.rank == 0

    def join(self, device: torch.device) -> None:
        """Meets the other processes. Raises JobError `peer.lost`."""
        if self.world_size == 1:
            return
        import torch.distributed as dist

        backend = "nccl" if device.type == "cuda" else "gloo"
        options: dict[str, Any] = {"device_id": device} if device.type == "cuda" else {}
        try:
            dist.init_process_group(backend, timeout=_PATIENCE, **options)
            self._store = dist.distributed_c10d._get_default_store()
            self._store.set(f"naru/pid/{self.rank}", str(os.getpid()))
            for peer in set(range(self.world_size)) - {self.rank}:
                pid = int(self._store.get(f"naru/pid/{peer}"))
                self._peers[peer] = psutil.Process(pid)
        except (RuntimeError, psutil.NoSuchProcess) as error:
            raise self.lost() from error

    def sum(self, tensor: torch.Tensor) -> None:
        """Adds up a tensor over all processes, in place. Raises JobError `peer.lost`."""
        if self.world_size == 1:
            return
        import torch.distributed as dist

        try:
            dist.all_reduce(tensor)
        except RuntimeError as error:
            raise self.lost() from error

    def from_first(self, value: Any) -> Any:
        """What rank 0 passed. Raises JobError `peer.lost`."""
        if self.world_size == 1:
            return value
        import torch.distributed as dist

        box = [value]
        try:
            dist.broadcast_object_list(box, src=0)
        except RuntimeError as error:
            raise self.lost() from error
        return box[0]

    def watch(self, act: Callable[[JobError], None]) -> None:
        """Calls `act` from a thread when a peer has died and this process has not ended by itself.

        A sum over gloo fails at once when a peer dies; one over NCCL waits for ever.
        """
        if self.world_size > 1:
            threading.Thread(target=self._watch, args=(act,), name="peers", daemon=True).start()

    def done(self) -> None:
        """From now on peers may end."""
        self._ended.set()

    def leave(self) -> None:
        """Closes the group at a good end."""
        if self.world_size > 1:
            import torch.distributed as dist

            dist.destroy_process_group()

    def tell(self, error: JobError) -> None:
        """Leaves word of why this process ends, for the one that writes."""
        if self._store is not None:
            with suppress(RuntimeError):
                word = json.dumps([error.code, error.message, error.hint])
                self._store.set(f"naru/failed/{self.rank}", word)

    def lost(self) -> JobError:
        """Why a peer is gone: what it left word of, or `peer.lost`."""
        for peer in self._peers:
            told = self._told(peer)
            if told is not None and told.code != "cancelled":
                return JobError(told.code, f"Process {peer}: {told.message}", told.hint)
        gone = [str(peer) for peer, process in self._peers.items() if not _alive(process)]
        who = f"Process {' and '.join(gone)}" if gone else "Another process"
        return JobError(
            "peer.lost",
            f"{who} of {self.world_size} ended before its time.",
            "Its own log says why; the run resumes from the last checkpoint.",
        )

    def has_lost(self) -> bool:
        """Whether a peer has ended without having been stopped."""
        for peer, process in self._peers.items():
            told = self._told(peer)
            if told is not None and told.code != "cancelled":
                return True
            if told is None and not _alive(process) and not self._ended.is_set():
                return True
        return False

    def _told(self, peer: int) -> JobError | None:
        key = f"naru/failed/{peer}"
        with suppress(RuntimeError):
            if self._store.check([key]):
                return JobError(*json.loads(self._store.get(key)))
        return None

    def _watch(self, act: Callable[[JobError], None]) -> None:
        while not self._ended.wait(_WATCH_SECONDS):
            if all(_alive(process) for process in self._peers.values()):
                continue
            if not self._ended.wait(_GRACE_SECONDS):
                act(self.lost())
            return


def _alive(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
