"""The LoRA adapter: adding it, reading its weights, writing it as PEFT does.

Owns target modules and the PEFT folder's form. Knows nothing of optimizers.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import nn
from transformers import PreTrainedModel

from naru_torch.contract.errors import JobError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"

Tensors = dict[str, torch.Tensor]


def add_adapter(model: PreTrainedModel, settings: Mapping[str, Any]) -> PeftModel:
    """Adds a LoRA adapter whose weights are float32; nothing else is trained.

    settings: config.lora. Matrix A is random from torch's global generator, B is zero, so the
              model's answers are as before. The model is to be used inside
              precision.computing from now on.
    raises:   JobError `adapter.target-not-found`
    """
    config = LoraConfig(
        r=settings["rank"],
        lora_alpha=settings["alpha"],
        lora_dropout=settings["dropout"],
        target_modules=_targets(model, settings["target_modules"]),
        use_rslora=settings["rslora"],
        use_dora=settings["dora"],
        task_type="CAUSAL_LM",
    )
    adapted = get_peft_model(model, config, autocast_adapter_dtype=True)
    if model.dtype == torch.bfloat16:
        # Inputs would be copied to float32 and, by autocast, back again.
        for module in adapted.modules():
            if hasattr(module, "cast_input_dtype_enabled"):
                module.cast_input_dtype_enabled = False
    return adapted


def trained_parameters(model: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def adapter_weights(model: PeftModel) -> Tensors:
    """The adapter's tensors on the CPU, by the names of a PEFT folder."""
    tensors = get_peft_model_state_dict(model, save_embedding_layers=False)
    return {name: tensor.detach().cpu().contiguous() for name, tensor in sorted(tensors.items())}


def set_adapter_weights(model: PeftModel, tensors: Tensors) -> None:
    """Puts back what adapter_weights gave. Raises JobError `checkpoint.invalid`."""
    expected = {name: tensor.shape for name, tensor in adapter_weights(model).items()}
    if expected != {name: tensor.shape for name, tensor in tensors.items()}:
        raise JobError(
            "checkpoint.invalid", "The checkpoint's adapter is of another shape than the run's."
        )
    set_peft_model_state_dict(model, tensors)


def adapter_files(
    model: PeftModel, tensors: Tensors, base_id: str, revision: str | None
) -> dict[str, bytes]:
    """The files of a folder that PeftModel.from_pretrained and vLLM load.

    The configuration names the base by its id, not by the folder that it was read from, and
    says nothing of how the base was quantized while training.
    """
    config = model.peft_config["default"].to_dict()
    config |= {
        "base_model_name_or_path": base_id,
        "revision": revision,
        "inference_mode": True,
        "target_modules": sorted(config["target_modules"]),
    }
    text = json.dumps(config, indent=2, sort_keys=True, default=_plain)
    weights = save_tensors(tensors, metadata={"format": "pt"})
    return {WEIGHTS: weights, CONFIG: text.encode()}


def read_adapter(folder: Path) -> Tensors:
    return load_tensors((folder / WEIGHTS).read_bytes())


def _targets(model: PreTrainedModel, asked: str | list[str]) -> str | list[str]:
    """Checks target modules, so that PEFT's own message about every module is never seen.

    A name is a module's whole path or its end, as PEFT reads it.
    """
    if asked == "all-linear":
        return asked
    head = model.get_output_embeddings()
    linear = {
        path: module
        for path, module in model.named_modules()
        if isinstance(module, nn.Linear) and module is not head
    }
    for name in asked:
        if any(path == name or path.endswith(f".{name}") for path in linear):
            continue
        known = sorted({path.rsplit(".", 1)[-1] for path in linear})
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Did you mean '{near[0]}'?" if near else ""
        raise JobError(
            "adapter.target-not-found",
            f"lora.target_modules: the model has no linear layer '{name}' to adapt.{meant}",
            f"It has: {', '.join(known)}. `all-linear` takes them all.",
        )
    return asked


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, set) else str(getattr(value, "value", value))
