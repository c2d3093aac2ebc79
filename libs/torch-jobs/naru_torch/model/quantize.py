"""The frozen base in four bits (QLoRA, arXiv:2305.14314), by bitsandbytes.

Owns the probe of bitsandbytes and the exchange of linear layers. Knows nothing
of adapters.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn
from transformers import PreTrainedModel

from naru_torch.contract.errors import JobError

_PROBE = """
import sys, torch, bitsandbytes.functional as bnb
torch.set_num_threads(1)
weight = torch.randn(128, 128, device=sys.argv[1])
packed, state = bnb.quantize_4bit(weight, quant_type=sys.argv[2], compress_statistics=True)
error = (bnb.dequantize_4bit(packed, state) - weight).abs().mean().item()
assert error < 0.2, f"quantized weights are off by {error}"
"""
_PROBE_SECONDS = 300


class Probe:
    """Runs bitsandbytes in a process of its own, beside whatever else the job does meanwhile.

    A wheel built for another processor dies by SIGILL on import, which no `except` can catch.
    """

    def __init__(self, device: torch.device, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROBE, str(device), kind],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Raises JobError `quantization.unavailable`."""
        try:
            _, said = self._process.communicate(timeout=_PROBE_SECONDS)
        except subprocess.TimeoutExpired:
            self.stop()
            raise _unavailable(f"it gave no answer in {_PROBE_SECONDS} s") from None
        status = self._process.returncode
        if status < 0:
            raise _unavailable(f"it died by signal {-status}; its build is not for this processor")
        if status > 0:
            last = said.strip().splitlines()[-1:] or ["no message"]
            raise _unavailable(last[0])

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


def _unavailable(reason: str) -> JobError:
    return JobError(
        "quantization.unavailable",
        f"bitsandbytes does not run here: {reason}",
        "Install the pinned wheel (requirements/naru.txt), or train without quantization: "
        "npx nx run train:lora",
    )


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
