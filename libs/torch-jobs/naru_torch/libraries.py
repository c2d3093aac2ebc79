"""What the heavy libraries are told before they are imported.

Owns variables and shortcuts that hold for every job. Imports none of them by itself.
"""

from __future__ import annotations

import os
import sys


def prepare_environment(threads: int | None) -> None:
    """Sets what libraries read when they are imported.

    threads: of torch on the CPU; None: its own choice
    """
    if threads is not None:
        os.environ["OMP_NUM_THREADS"] = str(threads)
    for name, value in (
        ("HF_HUB_OFFLINE", "1"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
        ("TRANSFORMERS_VERBOSITY", "error"),
        ("TOKENIZERS_PARALLELISM", "true"),
        ("CUDA_DEVICE_ORDER", "PCI_BUS_ID"),
        ("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True"),
        # Beside an engine and a server, threads that spin for one another keep each other from the
        # cores: on two busy ones, products of matrices took 2.3 to 3.7 times as long and twice the
        # work.
        ("OMP_WAIT_POLICY", "PASSIVE"),
    ):
        os.environ.setdefault(name, value)


def without_sklearn() -> None:
    """transformers imports sklearn for assisted decoding where it finds it (MLflow brings it): 2 s.

    A name that stands in sys.modules as None is not found.
    """
    if "sklearn" not in sys.modules:
        sys.modules["sklearn"] = None  # type: ignore[assignment]
        try:
            import transformers.generation  # noqa: F401
        finally:
            del sys.modules["sklearn"]
