"""Whether bitsandbytes may be imported.

Owns hiding it where nobody needs it and trying it out where somebody does. Knows
nothing of quantization.

A wheel built for another processor dies by SIGILL on import, which no `except` can
catch, and PEFT imports bitsandbytes as soon as it finds it.
"""

from __future__ import annotations

import faulthandler
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

from naru_torch.contract.errors import JobError

_SECONDS = 120


def is_needed(config: Mapping[str, Any]) -> bool:
    """Whether a resolved configuration quantizes anything."""
    return config["method"] == "qlora" or config["optimizer"] != "adamw"


def hide() -> None:
    """Makes the package not be found; a name that stands in sys.modules as None is not."""
    sys.modules.setdefault("bitsandbytes", None)  # type: ignore[arg-type]


def _use_it(kind: str) -> None:
    import torch

    torch.set_num_threads(1)
    import bitsandbytes.functional as bnb

    weight = torch.randn(128, 128)
    packed, state = bnb.quantize_4bit(weight, quant_type=kind, compress_statistics=True)
    error = (bnb.dequantize_4bit(packed, state) - weight).abs().mean().item()
    if not error < 0.2:
        raise RuntimeError(f"quantized weights are off by {error:.2f}")


class Probe:
    """Tries the package in a forked process while this one goes on importing.

    To be made when torch is imported and has computed nothing: a fork has no threads of OpenMP
    or CUDA, and shares what is imported already (a new interpreter would take 4 s).
    """

    def __init__(self, kind: str, use: Callable[[str], None] = _use_it) -> None:
        self._read, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._read)
            _tried(write, kind, use)
        os.close(write)

    def wait(self) -> None:
        """Raises JobError `quantization.unavailable`."""
        said = b""
        while select.select([self._read], [], [], _SECONDS)[0]:
            part = os.read(self._read, 4096)
            if not part:
                break
            said += part
        else:
            os.kill(self._pid, signal.SIGKILL)
        os.close(self._read)
        status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        if status == 0:
            return
        reason = said.decode(errors="replace").strip() or f"it ended with status {status}"
        if status == -signal.SIGKILL:
            reason = f"it gave no answer in {_SECONDS} s"
        elif status < 0:
            reason = f"it died by signal {-status}; its build is not for this processor"
        raise JobError(
            "quantization.unavailable",
            f"bitsandbytes does not run here: {reason}",
            "Install the pinned wheel (requirements/naru.txt), or train without it: "
            "npx nx run train:lora, optimizer: adamw.",
        )


def _tried(write: int, kind: str, use: Callable[[str], None]) -> None:
    """The forked process's whole life."""
    status = 1
    try:
        faulthandler.disable()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.alarm(_SECONDS)
        use(kind)
        status = 0
    except BaseException as error:
        os.write(write, f"{type(error).__name__}: {error}".encode()[:2000])
    finally:
        os._exit(status)
