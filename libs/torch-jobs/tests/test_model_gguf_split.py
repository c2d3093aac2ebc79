"""The embedded model's tokenizer cuts text as llama.cpp does when it serves the same file."""

from __future__ import annotations

import copy
import json
import random
import struct
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from naru_torch.model.gguf_split import pre_tokenizer_kind, restore_split

TEXTS = [
    "순서:\n\n1. 배포를 멈춥니다.\n\n2. 되돌립니다.",
    "a  1 b   22",
    "  3.14   \n 5",
    "\t\t7 가  8",
    "don't  IT'S  x",
    "é漢字  9 ①２½",
    "a\u00a01",
    "<|im_start|>user\n12<|im_end|>\n\n 3",
]


@pytest.fixture(scope="module")
def tokenizer(smollm2_tokenizer: Any, smollm2_gguf: Path) -> Any:
    restored = copy.deepcopy(smollm2_tokenizer)
    assert restore_split(restored, smollm2_gguf)
    return restored


@pytest.fixture(scope="module")
def llama_cpp(smollm2_gguf: Path) -> Callable[[str], list[int]]:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(smollm2_gguf)
    params.n_ctx = 256
    params.n_parallel = 1
    params.cpuparams.n_threads = 1
    params.warmup = False
    server = xllamacpp.Server(params)

    def tokenize(text: str) -> list[int]:
        body = json.dumps({"content": text, "add_special": False, "parse_special": True}).encode()
        request = urllib.request.Request(
            f"{server.listening_address}/tokenize", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)["tokens"]

    return tokenize


def ids(tokenizer: Any, text: str) -> list[int]:
    return tokenizer(text, add_special_tokens=False)["input_ids"]


@pytest.mark.parametrize("text", TEXTS)
def test_gives_llama_cpps_tokens(
    tokenizer: Any, llama_cpp: Callable[[str], list[int]], text: str
) -> None:
    assert ids(tokenizer, text) == llama_cpp(text)


def test_gives_llama_cpps_tokens_for_any_text(
    tokenizer: Any, llama_cpp: Callable[[str], list[int]]
) -> None:
    generator = random.Random(4)
    alphabet = "ab Z  \n\n\t0123.,'s-_가나漢é👍"
    for _ in range(100):
        text = "".join(generator.choices(alphabet, k=40))

        assert ids(tokenizer, text) == llama_cpp(text)


def test_transformers_own_split_differs_so_the_restoring_is_needed(
    smollm2_tokenizer: Any, tokenizer: Any
) -> None:
    assert ids(smollm2_tokenizer, TEXTS[0]) != ids(tokenizer, TEXTS[0])


def test_the_kind_is_read_from_the_file(smollm2_gguf: Path) -> None:
    assert pre_tokenizer_kind(smollm2_gguf) == "smollm"


def gguf_with(path: Path, kind: bytes | None) -> Path:
    key = b"tokenizer.ggml.pre"
    named = b""
    if kind is not None:
        named = struct.pack("<Q", len(key)) + key + struct.pack("<IQ", 8, len(kind)) + kind
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + named + b"\0" * 8)
    return path


@pytest.mark.parametrize("kind", [b"llama-bpe", b"qwen2", None])
def test_a_split_that_transformers_knows_is_left_alone(tmp_path: Path, kind: bytes | None) -> None:
    untouched = object()

    assert not restore_split(untouched, gguf_with(tmp_path / "a.gguf", kind))
