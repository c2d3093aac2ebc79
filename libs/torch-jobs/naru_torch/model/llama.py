"""A Llama's decoder for training on CPUs: no padding, few passes over memory.

Owns the way of rows, laid end to end, through the layers. Computes what transformers'
LlamaModel computes with PEFT's LoRA, to rounding. Knows nothing of losses or optimizers.

Against the modules of transformers and PEFT: rows are never padded; adapters are added into
the weights (merged.py); RMSNorm's weight is folded into the layers behind it; residuals are
added by the products themselves; and what is cheap to compute again is not kept: 5,760 numbers
a token and layer for SmolLM2-135M instead of 10,115.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import nn
from transformers import PreTrainedModel

from naru_torch.model.llama_blocks import Attention, AttentionBlock, Mlp, MlpBlock

_TYPES = frozenset({"llama", "mistral", "qwen2"})


@dataclass(frozen=True)
class Rows:
    """Rows laid end to end.

    ids:    int64 (tokens,)
    starts: where each row starts, and the end of the last
    """

    ids: torch.Tensor
    starts: list[int]

    def positions(self) -> torch.Tensor:
        """int64 (tokens,), from 0 in each row."""
        return torch.cat([torch.arange(end - start) for start, end in pairwise(self.starts)])


def is_supported(model: PreTrainedModel) -> bool:
    """Whether the model is of the form that is computed here: plain LoRA in float32 on a CPU."""
    config = model.config
    plain = (
        config.model_type in _TYPES
        and getattr(config, "hidden_act", None) == "silu"
        and not getattr(config, "attention_dropout", 0)
        and (getattr(config, "sliding_window", None) is None or config.model_type == "qwen2")
        and not getattr(config, "use_sliding_window", False)
    )
    if not plain or model.device.type != "cpu" or model.dtype != torch.float32:
        return False
    if model.is_gradient_checkpointing:
        return False
    adapted = [module for module in model.modules() if hasattr(module, "lora_A")]
    trained = sum(parameter.requires_grad for parameter in model.parameters())
    return trained == 2 * len(adapted) > 0 and not any(
        module.lora_variant
        or any(isinstance(each, nn.Dropout) and each.p for each in module.lora_dropout.values())
        for module in adapted
    )


def merged_bytes(model: PreTrainedModel) -> int:
    """Memory that the merged weights would take, four-bit ones unpacked included."""
    config = model.config
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    heads = 2 * (config.num_attention_heads + config.num_key_value_heads)
    columns = heads * size + 3 * config.intermediate_size
    merged = 4 * config.num_hidden_layers * config.hidden_size * columns
    return 2 * merged if getattr(model, "is_loaded_in_4bit", False) else merged


class FastLlama:
    """The decoder of a supported model; hidden states before its last norm."""

    def __init__(self, model: PreTrainedModel) -> None:
        decoder = model.get_decoder()
        self._embed: nn.Module = decoder.embed_tokens
        self._rotary: nn.Module = decoder.rotary_emb
        self.norm: nn.Module = decoder.norm
        self._attention = [Attention(layer) for layer in decoder.layers]
        self._mlp = [Mlp(layer) for layer in decoder.layers]
        self._stale = True

    def weights_changed(self) -> None:
        """To be called after every change of the adapter."""
        self._stale = True

    def hidden(self, rows: Rows, positions: torch.Tensor) -> torch.Tensor:
        """Normalised hidden states at the positions, float32 (positions, hidden).

        positions: int64, into rows.ids; the last MLP and norm are computed there only
        """
        if self._stale:
            for block in (*self._attention, *self._mlp):
                block.refresh()
            self._stale = False
        states = self._embed(rows.ids)
        cos, sin = self._rotary(states[None], rows.positions()[None])
        half = cos.shape[-1] // 2
        turn = (cos[0, :, None, :half].contiguous(), sin[0, :, None, :half].contiguous())
        first = True
        for attention, mlp in zip(self._attention, self._mlp, strict=True):
            states = AttentionBlock.apply(
                states, attention, turn, rows.starts, first, *attention.parameters
            )
            if mlp is self._mlp[-1]:
                states = states.index_select(0, positions)
            states = MlpBlock.apply(states, mlp, *mlp.parameters)
            first = False
        return self.norm(states)
