"""The frozen base in four bits (QLoRA, arXiv:2305.14314), by bitsandbytes.

Owns the exchange of linear layers. Knows nothing of adapters.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psutil
import torch
from torch import nn
from transformers import PreTrainedModel


def quantization_config(settings: Mapping[str, Any], dtype: torch.dtype) -> Any:
    """transformers' BitsAndBytesConfig of config.quantization."""
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type=settings["type"],
        bnb_4bit_use_double_quant=settings["double_quantization"],
        bnb_4bit_compute_dtype=dtype,
    )


def quantize(
    model: PreTrainedModel, settings: Mapping[str, Any], dtype: torch.dtype, device: torch.device
) -> None:
    """Exchanges every linear layer but lm_head for a four-bit one, in place, layer by layer.

    For bases that from_pretrained cannot quantize itself (GGUF), and on CPU. The peak is the
    model in `dtype` plus one layer.
    """
    import bitsandbytes as bnb

    head = model.get_output_embeddings()
    for parent in list(model.modules()):
        for name, linear in list(parent.named_children()):
            if type(linear) is not nn.Linear or linear is head:
                continue
            four_bit = bnb.nn.Linear4bit(
                linear.in_features,
                linear.out_features,
                bias=linear.bias is not None,
                compute_dtype=dtype,
                compress_statistics=settings["double_quantization"],
                quant_type=settings["type"],
                device="meta",
            )
            four_bit.weight = bnb.nn.Params4bit(
                linear.weight.data,
                requires_grad=False,
                compress_statistics=settings["double_quantization"],
                quant_type=settings["type"],
                module=four_bit,
            )
            four_bit.bias = linear.bias
            # In evaluation mode, on a CPU with AVX512-BF16, bitsandbytes would lay the weights out
            # anew for a kernel that has no gradient, and dequantize_4bit would read them wrongly.
            four_bit.support_avx512bf16_for_cpu = False
            setattr(parent, name, four_bit.to(device))
    # What PEFT asks a model to find out which kind of LoRA layer it needs.
    model.is_loaded_in_4bit = True


@contextmanager
def unpacked(model: nn.Module) -> Iterator[None]:
    """Inside, four-bit layers on a CPU compute the same with weights that are unpacked once.

    bitsandbytes unpacks a matrix at each use there, at some 60 million weights a second: two
    seconds a token for a model of 135 million. Left as it is where memory would not hold the copy.
    """
    layers = [layer for layer in model.modules() if _is_packed_on_cpu(layer)]
    copies = sum(4 * layer.in_features * layer.out_features for layer in layers)
    if copies > psutil.virtual_memory().available * _UNPACKED_SHARE:
        layers = []
    for layer in layers:
        import bitsandbytes.functional as bnb

        weight = bnb.dequantize_4bit(layer.weight.data, layer.weight.quant_state)
        layer.forward = functools.partial(_with_weight, weight, layer.bias)
    try:
        yield
    finally:
        for layer in layers:
            del layer.forward


_UNPACKED_SHARE = 0.25
"""Of the free memory, what the copies may take."""


def _is_packed_on_cpu(layer: nn.Module) -> bool:
    weight = getattr(layer, "weight", None)
    return getattr(weight, "quant_state", None) is not None and weight.device.type == "cpu"


def _with_weight(
    weight: torch.Tensor, bias: torch.Tensor | None, inputs: torch.Tensor
) -> torch.Tensor:
    return nn.functional.linear(inputs, weight.to(inputs.dtype), bias)
