"""What the process takes from the machine: memory, CPU, GPU.

Owns the readings. Does not know who wants them.
"""

from __future__ import annotations

import contextlib
import resource
import sys
import threading
from pathlib import Path

import psutil
import torch

_GPU_SECONDS = 1.0


class System:
    """Readings of this process; on a GPU, a thread averages the load between two of them."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._process = psutil.Process()
        self._process.cpu_percent()
        self._loads: list[float] = []
        self._ended = threading.Event()
        if device.type == "cuda" and _gpu_load(device) is not None:
            threading.Thread(target=self._watch, name="gpu-load", daemon=True).start()

    def values(self) -> dict[str, float]:
        """The metrics of now; cpu_percent is the mean since the last call, 100 for each core."""
        values = {
            "system/rss_bytes": float(self._process.memory_info().rss),
            "system/cpu_percent": self._process.cpu_percent(),
        }
        if self._device.type == "cuda":
            values["system/gpu_memory_bytes"] = float(torch.cuda.memory_reserved(self._device))
            loads, self._loads = self._loads, []
            if loads:
                values["system/gpu_utilization_percent"] = sum(loads) / len(loads)
        return values

    def peak_bytes(self) -> int:
        """The most that was held so far: of the GPU's memory, or of the machine's on a CPU."""
        if self._device.type == "cuda":
            return torch.cuda.max_memory_reserved(self._device)
        return _peak_rss()

    def close(self) -> None:
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(_GPU_SECONDS):
            load = _gpu_load(self._device)
            if load is not None:
                self._loads.append(load)


def cpu_name() -> str:
    """The processor's name, such as `AMD EPYC`."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return "CPU"


def _gpu_load(device: torch.device) -> float | None:
    with contextlib.suppress(Exception):  # nvidia-ml-py is not installed, or the driver says no
        return float(torch.cuda.utilization(device))
    return None


def _peak_rss() -> int:
    # ru_maxrss survives exec on Linux and would count the parent that forked this process.
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def cpu_quota(root: Path = Path("/sys/fs/cgroup")) -> int | None:
    """CPUs that a container may use at a time; None without a limit. Reads cgroups 2, then 1.

    torch counts the machine's cores, and threads beyond the quota stop one another.
    """
    with contextlib.suppress(OSError, ValueError):
        quota, period = (root / "cpu.max").read_text(encoding="ascii").split()
        return None if quota == "max" else max(1, int(quota) // int(period))
    with contextlib.suppress(OSError, ValueError):
        quota = (root / "cpu/cpu.cfs_quota_us").read_text(encoding="ascii")
        period = (root / "cpu/cpu.cfs_period_us").read_text(encoding="ascii")
        return max(1, int(quota) // int(period)) if int(quota) > 0 else None
    return None
