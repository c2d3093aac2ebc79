"""A PEFT LoRA adapter as a GGUF LoRA for llama.cpp.

Owns the names, the row order and the scale that llama.cpp expects. Does not
know how the adapter was trained or who will load it.

The form follows llama.cpp's convert_lora_to_gguf.py and src/llama-adapter.cpp:
`<tensor>.lora_a` is (rank, in), `<tensor>.lora_b` is (out, rank), and a row is
scaled by `adapter.lora.alpha` / rank of its own lora_b.
"""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import torch
from safetensors.torch import load_file
from transformers import PretrainedConfig

from naru_torch.export.replace import replaced

log = logging.getLogger(__name__)

ARCHITECTURES = {
    "llama": gguf.MODEL_ARCH.LLAMA,
    "mistral": gguf.MODEL_ARCH.LLAMA,
    "qwen2": gguf.MODEL_ARCH.QWEN2,
    "qwen3": gguf.MODEL_ARCH.QWEN3,
}
"""transformers' model_type to llama.cpp's architecture, of those tried."""

INTERLEAVED = frozenset({"llama", "mistral"})
"""Model types whose q and k rows llama.cpp keeps in pairs (its RoPE type `normal`)."""

_KEY = re.compile(r"^base_model\.model\.(?P<module>.+)\.lora_(?P<side>[AB])\.weight$")


@dataclass(frozen=True)
class _Pair:
    """One adapted weight: a (rank, in), b (out, rank), both float32; scale of their product."""

    module: str
    a: torch.Tensor
    b: torch.Tensor
    scale: float


def why_not_gguf(peft_dir: Path, base_config: PretrainedConfig) -> str | None:
    """Why this adapter cannot be a GGUF LoRA, in a sentence for people; None when it can."""
    adapter = _read_config(peft_dir)
    kind = base_config.model_type
    if kind not in ARCHITECTURES:
        return f"llama.cpp's names for the architecture '{kind}' are not known to Naru."
    if str(adapter.get("peft_type")).upper() != "LORA":
        return f"The adapter is of type {adapter.get('peft_type')}; GGUF holds LoRA only."
    if adapter.get("use_dora"):
        return "DoRA rescales the base weight's columns, which a GGUF LoRA cannot express."
    if adapter.get("modules_to_save"):
        names = ", ".join(adapter["modules_to_save"])
        return f"Whole modules were trained ({names}); a GGUF LoRA holds low-rank updates only."
    if adapter.get("bias", "none") != "none":
        return "Biases were trained; a GGUF LoRA holds none."
    keys = _keys(peft_dir)
    if base_config.tie_word_embeddings and any(".lm_head." in key for key in keys):
        return "lm_head was adapted, but the base model has no lm_head tensor of its own."
    if any("lora_embedding_" in key for key in keys):
        return "The token embedding was adapted, which is not supported in a GGUF LoRA."
    names_of = _names(base_config)
    for key in keys:
        match = _KEY.match(key)
        name = match and names_of.get_name(f"{match['module']}.weight", try_suffixes=(".weight",))
        if not name:
            return f"llama.cpp has no tensor for '{key}'."
    return None


def write_gguf_adapter(peft_dir: Path, base_config: PretrainedConfig, out: Path) -> Path | None:
    """Writes the adapter in `peft_dir` as a GGUF LoRA at `out` and returns `out`.

    None when the adapter cannot be expressed; the reason (`why_not_gguf`) is
    logged. Tensors are float32, so nothing is rounded. The same adapter gives
    the same bytes. `out` appears whole or not at all.

    peft_dir: holds adapter_config.json and adapter_model.safetensors
    raises:   FileNotFoundError, ValueError (a lora_A without its lora_B)
    """
    reason = why_not_gguf(peft_dir, base_config)
    if reason is not None:
        log.warning("No GGUF adapter was written. %s", reason)
        return None
    pairs = _pairs(peft_dir)
    alpha = pairs[0].scale * pairs[0].b.shape[1]
    names_of = _names(base_config)
    with replaced(out) as beside:
        architecture = ARCHITECTURES[base_config.model_type]
        writer = gguf.GGUFWriter(beside, gguf.MODEL_ARCH_NAMES[architecture])
        writer.add_type(gguf.GGUFType.ADAPTER)
        writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
        writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
        for pair in pairs:
            name = names_of.get_name(f"{pair.module}.weight", try_suffixes=(".weight",))
            b = _interleave(pair.b, pair.module, base_config)
            # One alpha serves all; a pair with its own rank or alpha carries the rest in b.
            b = b * (pair.scale / (alpha / b.shape[1]))
            writer.add_tensor(f"{name}.lora_a", pair.a.contiguous().numpy())
            writer.add_tensor(f"{name}.lora_b", b.contiguous().numpy())
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    return out


def _interleave(b: torch.Tensor, module: str, config: PretrainedConfig) -> torch.Tensor:
    """Rows of q and k from transformers' halves to llama.cpp's pairs, head by head.

    As `LlamaModel.permute` in llama.cpp's convert_hf_to_gguf.py does to the
    weights; the product b @ a is permuted by permuting b alone.
    """
    heads = {
        "q_proj": config.num_attention_heads,
        "k_proj": config.num_key_value_heads,
    }.get(module.rsplit(".", 1)[-1])
    if config.model_type not in INTERLEAVED or heads is None:
        return b
    rows, rank = b.shape
    return b.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)


def _pairs(peft_dir: Path) -> list[_Pair]:
    config = _read_config(peft_dir)
    tensors = load_file(peft_dir / "adapter_model.safetensors")
    sides: dict[str, dict[str, torch.Tensor]] = {}
    for key, tensor in tensors.items():
        match = _KEY.match(key)
        assert match, key
        sides.setdefault(match["module"], {})[match["side"]] = tensor.float()
    pairs = []
    for module in sorted(sides):
        if set(sides[module]) != {"A", "B"}:
            raise ValueError(f"{peft_dir}: '{module}' has only one of lora_A and lora_B.")
        a, b = sides[module]["A"], sides[module]["B"]
        pairs.append(_Pair(module, a, b, _scale(config, module, rank=a.shape[0])))
    if not pairs:
        raise ValueError(f"{peft_dir}: the adapter has no LoRA weights.")
    return pairs


def _scale(config: dict[str, Any], module: str, rank: int) -> float:
    """What PEFT multiplies b @ a by: alpha / rank, or alpha / sqrt(rank) with rsLoRA."""
    alpha = config["lora_alpha"]
    for pattern, value in (config.get("alpha_pattern") or {}).items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            alpha = value
            break
    return alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)


def _names(config: PretrainedConfig) -> gguf.TensorNameMap:
    return gguf.get_tensor_name_map(ARCHITECTURES[config.model_type], config.num_hidden_layers)


def _keys(peft_dir: Path) -> list[str]:
    return sorted(load_file(peft_dir / "adapter_model.safetensors"))


def _read_config(peft_dir: Path) -> dict[str, Any]:
    return json.loads((peft_dir / "adapter_config.json").read_text(encoding="utf-8"))
