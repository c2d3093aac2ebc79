"""A base model in a GGUF file, written once more as a Hugging Face folder, for vLLM.

Owns the form of the folder. Weights, tokenizer and chat template are read as
training reads them; knows nothing of engines.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from naru_torch.contract.durable import replaced_folder
from naru_torch.model.base import Base


def write_model_folder(gguf: Path, model_id: str, target: Path) -> None:
    """Weights in float32 (540 MB for SmolLM2-135M): no smaller type holds what 4 bits stand for.

    The folder appears whole or not at all. raises: JobError `model.unsupported`
    """
    base = Base(
        {"id": model_id, "revision": None, "path": str(gguf), "format": "gguf", "sha256": None}
    )
    model = base.load(torch.float32, "sdpa", torch.device("cpu"))
    model.config.use_cache = True
    with replaced_folder(target) as folder:
        model.save_pretrained(folder)
        base.tokenizer.save_pretrained(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gguf", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--id", required=True)
    asked = parser.parse_args()
    write_model_folder(asked.gguf, asked.id, asked.target)


if __name__ == "__main__":
    main()
