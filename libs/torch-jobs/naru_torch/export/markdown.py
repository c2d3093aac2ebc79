"""Untrusted text inside Markdown: cells, inline code, fences. Knows nothing of cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath, PureWindowsPath


def code(text: object) -> str:
    """Inline code on one line, also inside a table; empty text gives a dash."""
    flat = " ".join(str(text).split()).replace("|", "\\|")
    if not flat:
        return "–"
    ticks = "`" * (_longest_run(flat) + 1)
    room = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{room}{flat}{room}{ticks}"


def fence(text: str) -> str:
    """A fenced block that no run of backticks inside can close."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}text\n{text.rstrip()}\n{ticks}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def without_folders(text: str) -> str:
    """The last part of an absolute path of Linux, macOS or Windows; other text as it is."""
    if PurePosixPath(text).is_absolute() or text.startswith(("~", "file:")):
        return PurePosixPath(text).name
    if PureWindowsPath(text).is_absolute():
        return PureWindowsPath(text).name
    return text


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
