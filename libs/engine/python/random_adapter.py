"""Random LoRA adapters for SmolLM2-135M, as PEFT folders and as GGUF files, for tests.

Owns weights that change every answer and mean nothing. Knows nothing of
engines.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig

from naru_torch.export.gguf import write_gguf_adapter

RANK = 4
SPREAD = 0.3  # far more than training gives: an answer through it is never the base model's
SIZES = {"q_proj": 576, "v_proj": 192}
CONFIG = LlamaConfig(
    vocab_size=49152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    tie_word_embeddings=True,
)


def write_random_adapter(folder: Path, seed: int) -> None:
    """`folder`/adapter (PEFT) and `folder`/adapter.gguf; the same seed gives the same bytes."""
    torch.manual_seed(seed)
    peft = folder / "adapter"
    peft.mkdir(parents=True, exist_ok=True)
    config = {
        "peft_type": "LORA",
        "r": RANK,
        "lora_alpha": 4 * RANK,
        "bias": "none",
        "target_modules": list(SIZES),
    }
    (peft / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    weights = {}
    for layer in range(CONFIG.num_hidden_layers):
        for module, rows in SIZES.items():
            key = f"base_model.model.model.layers.{layer}.self_attn.{module}"
            weights[f"{key}.lora_A.weight"] = torch.randn(RANK, CONFIG.hidden_size) * SPREAD
            weights[f"{key}.lora_B.weight"] = torch.randn(rows, RANK) * SPREAD
    save_file(weights, peft / "adapter_model.safetensors")
    if write_gguf_adapter(peft, CONFIG, folder / "adapter.gguf") is None:
        raise RuntimeError("The adapter could not be written as GGUF.")


if __name__ == "__main__":
    for seed, name in enumerate(sys.argv[1:]):
        write_random_adapter(Path(name), seed)
