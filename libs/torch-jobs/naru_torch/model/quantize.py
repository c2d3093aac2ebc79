"""The frozen base in four bits (QLoRA, arXiv:2305.14314), by bitsandbytes.

Owns the exchange of linear layers. Knows nothing of adapters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
            setattr(parent, name, four_bit.to(device))
    # What PEFT asks a model to find out which kind of LoRA layer it needs.
    model.is_loaded_in_4bit = True
