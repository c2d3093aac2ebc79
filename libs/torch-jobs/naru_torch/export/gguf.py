"""A PEFT LoRA adapter as a GGUF LoRA for llama.cpp."""

from __future__ import annotations

from pathlib import Path

from transformers import PretrainedConfig


def why_not_gguf(peft_dir: Path, base_config: PretrainedConfig) -> str | None:
    """Why this adapter cannot be a GGUF LoRA, in a sentence for people; None when it can."""
    raise NotImplementedError


def write_gguf_adapter(peft_dir: Path, base_config: PretrainedConfig, out: Path) -> Path | None:
    """Writes `peft_dir` as a GGUF LoRA at `out`; None (and the reason logged) where it cannot be."""
    raise NotImplementedError
