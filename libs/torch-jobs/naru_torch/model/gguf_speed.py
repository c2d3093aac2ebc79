"""A GGUF file read once instead of four times.

Owns a shorter way through the `gguf` package while transformers loads a file.
Does not know what transformers makes of it.

transformers reads the file's metadata once for the tokenizer, once for the
configuration and twice for the weights; for a vocabulary of 49152 each reading
makes 150000 slices of a memmap, and the table of tensor names is rebuilt for
each of the model's 400 modules. Without both, SmolLM2-135M loads in 6 s, not 30.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import gguf
import numpy as np


class _PlainReader(gguf.GGUFReader):
    """Slices of a plain array over the same mapped pages cost a third of a memmap's."""

    @property
    def data(self) -> np.ndarray[Any, Any]:
        return self._data

    @data.setter
    def data(self, mapped: np.ndarray[Any, Any]) -> None:
        self._data = np.asarray(mapped)


@functools.cache
def _reader(path: Path) -> gguf.GGUFReader:
    return _PlainReader(path)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, every reading of a GGUF file is the first one; afterwards nothing is kept."""
    names = functools.cache(gguf.get_tensor_name_map)
    with (
        mock.patch.object(gguf, "GGUFReader", lambda path: _reader(Path(path))),
        mock.patch.object(gguf, "get_tensor_name_map", names),
    ):
        yield


def forget() -> None:
    """Releases the files that were read."""
    _reader.cache_clear()
