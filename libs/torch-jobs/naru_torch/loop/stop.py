"""SIGTERM and Ctrl-C.

Owns the two ways to stop: at the next safe place, or at once where nothing would
be lost. Does not know what a safe place is.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from naru_torch.contract.errors import JobError


class Stop:
    """Whether someone asked this process to stop."""

    def __init__(self) -> None:
        self.asked = False
        self._at_once = False

    def install(self) -> None:
        """Takes over SIGTERM and SIGINT of this process."""
        signal.signal(signal.SIGTERM, self._take)
        signal.signal(signal.SIGINT, self._take)

    def check(self) -> None:
        """Raises JobError `cancelled` if someone asked."""
        if self.asked:
            raise JobError("cancelled", "The run was stopped. It resumes where it was.")

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Inside, being asked raises `cancelled` there and then: for long calls that only read."""
        self.check()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self._at_once:
            self._at_once = False
            self.check()
