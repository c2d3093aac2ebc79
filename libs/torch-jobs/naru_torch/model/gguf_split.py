"""How a GGUF's tokenizer cuts text before merging bytes, where transformers leaves it out.

transformers 5.19 knows the splits of Llama 3, Qwen 2, Tekken and GPT-4o and takes GPT-2's for all
others. Vocabularies that keep every digit apart then get other tokens for blanks before a digit
("\\n\\n1." of any numbered list) than llama.cpp gives when it serves the same file.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

from tokenizers import pre_tokenizers

_KEY = b"tokenizer.ggml.pre"
_STRING = 8  # GGUF's value type
_HEADER_BYTES = 64 * 1024 * 1024

DIGITS_APART = frozenset(
    {"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"}
)
"""The kinds that llama.cpp's llama-vocab.cpp splits at each digit, then as GPT-2 does."""


def restore_split(tokenizer: Any, gguf: Path) -> bool:
    """Makes a tokenizer read from `gguf` cut text as llama.cpp does; says whether it had to."""
    if pre_tokenizer_kind(gguf) not in DIGITS_APART:
        return False
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    return True


def pre_tokenizer_kind(gguf: Path) -> str | None:
    """`tokenizer.ggml.pre` of a GGUF file, None where it names none."""
    with gguf.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        key = struct.pack("<Q", len(_KEY)) + _KEY + struct.pack("<I", _STRING)
        at = data.find(key, 0, _HEADER_BYTES)
        if at < 0:
            return None
        start = at + len(key)
        (length,) = struct.unpack_from("<Q", data, start)
        return data[start + 8 : start + 8 + length].decode("utf-8")
