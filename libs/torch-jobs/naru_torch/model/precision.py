"""Which number format and which attention a run uses.

Owns the choice, and the context in which a model computes. Loads nothing.
"""

from __future__ import annotations

import importlib.util
from contextlib import AbstractContextManager, nullcontext

import torch
from transformers import PreTrainedModel

from naru_torch.contract.errors import JobError


def choose_dtype(asked: str, device: torch.device) -> torch.dtype:
    """The dtype of the frozen base and of activations; the adapter is float32 always.

    asked: config.dtype. `auto` is bfloat16 where the hardware multiplies it: on two cores with
           AVX2 alone, a step in bfloat16 takes 17 times a step in float32.
    """
    if asked != "auto":
        return torch.float32 if asked == "float32" else torch.bfloat16
    has_units = _gpu_has_bf16(device) if device.type == "cuda" else _cpu_has_bf16()
    return torch.bfloat16 if has_units else torch.float32


def choose_attention(
    asked: str, device: torch.device, several_packed: bool
) -> tuple[str, str | None]:
    """The attention implementation, and a sentence when it is not the one asked for.

    several_packed: micro-batches hold more than one packed sequence
    """
    if asked != "flash_attention_2":
        return asked, None
    if device.type != "cuda":
        return "sdpa", "flash_attention_2 needs a CUDA device; sdpa is used."
    if several_packed:
        # transformers finds packed rows by their positions in batches of one sequence only.
        why = "flash_attention_2 would mix packed rows in micro-batches of several sequences"
        return "sdpa", f"{why}; sdpa is used. With batch_size: 1 it is safe."
    if importlib.util.find_spec("flash_attn") is None:
        return "sdpa", "The package flash-attn is not installed; sdpa is used."
    return asked, None


def choose_device(kind: str, local_rank: int) -> torch.device:
    """The device of this process. Raises JobError `device.not-found`.

    The launcher shows each process its own card through CUDA_VISIBLE_DEVICES, so the index is
    0; a plain torchrun shows all of them, so the index is the local rank.
    """
    if kind == "cpu":
        return torch.device("cpu")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if count == 0:
        raise JobError(
            "device.not-found",
            "The job asks for a CUDA device and torch sees none.",
            "See `npx nx run train:gpu`, or train on the CPU with --devices=cpu.",
        )
    return torch.device("cuda", local_rank if local_rank < count else 0)


def computing(model: PreTrainedModel) -> AbstractContextManager[object]:
    """To be entered around every use of a model with an adapter.

    The adapter is float32 for the optimizer's sake; beside a bfloat16 base it is multiplied in
    bfloat16, or its share of a step would cost more than the base's.
    """
    if model.dtype != torch.bfloat16:
        return nullcontext()
    return torch.autocast(model.device.type, dtype=torch.bfloat16)


def describe(device: torch.device, dtype: torch.dtype, processes: int, cpu_name: str) -> str:
    """Name, memory, dtype and processes, in words."""
    number = str(dtype).removeprefix("torch.")
    many = f", {processes} processes" if processes > 1 else ""
    if device.type == "cuda":
        card = torch.cuda.get_device_properties(device)
        return f"{card.name}, {card.total_memory / 2**30:.0f} GiB, {number}{many}"
    return f"{cpu_name}, {torch.get_num_threads()} threads, {number}{many}"


def _gpu_has_bf16(device: torch.device) -> bool:
    major, _ = torch.cuda.get_device_capability(device)
    return major >= 8


def _cpu_has_bf16() -> bool:
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
