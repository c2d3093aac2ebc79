"""The base model and its tokenizer, from a Hugging Face folder or a GGUF file.

Owns loading and what can be wrong with a base model. Knows nothing of adapters
or of training. Nothing is ever downloaded.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from hashlib import file_digest
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    GenerationConfig,
    GgufConfig,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from naru_torch.contract.errors import JobError
from naru_torch.model import gguf_speed
from naru_torch.model.gguf_split import restore_split

log = logging.getLogger(__name__)


class Base:
    """What job.json calls `base`: its tokenizer and configuration now, its weights when asked.

    raises: JobError `model.not-found`, `model.unsupported`, `model.changed`
    """

    def __init__(self, description: Mapping[str, Any]) -> None:
        self.id: str = description["id"]
        self.revision: str | None = description["revision"]
        self.path = Path(description["path"])
        self.is_gguf: bool = description["format"] == "gguf"
        self._check(description["sha256"])
        folder, how = self._where()
        with self._reading():
            self.config: PretrainedConfig = AutoConfig.from_pretrained(folder, **how)
            self.tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder, **how)
        if self.is_gguf:
            restore_split(self.tokenizer, self.path)
        self.generation_config = self._generation_config()
        if getattr(self.config, "quantization_config", None) and not self.is_gguf:
            raise JobError(
                "model.unsupported",
                f"{self.path} holds weights that are quantized already.",
                "Take the model in bfloat16 or float32; qlora quantizes it while loading.",
            )

    @property
    def vocabulary(self) -> int:
        """Rows of the embedding; the tokenizer may know more tokens or fewer."""
        return int(self.config.get_text_config().vocab_size)

    @property
    def eos_ids(self) -> list[int]:
        """Ids that end an answer, of generation_config.json."""
        ids = self.generation_config.eos_token_id
        return ids if isinstance(ids, list) else [ids] if ids is not None else []

    def ends_turns_with(self, end_of_turn_id: int) -> None:
        """Adds the end-of-turn token to generation_config, without which answers never stop."""
        if end_of_turn_id not in self.eos_ids:
            self.generation_config.eos_token_id = [*self.eos_ids, end_of_turn_id]

    def load(
        self,
        dtype: torch.dtype,
        attention: str,
        device: torch.device,
        quantization: Any | None = None,
    ) -> PreTrainedModel:
        """The weights on the device, frozen, in eval mode.

        quantization: a BitsAndBytesConfig; on a GPU only, where the weights are then quantized
                      shard by shard and never stand there whole. Not for GGUF.
        """
        chosen = quantization or (GgufConfig(dequantize=True) if self.is_gguf else None)
        options: dict[str, Any] = {"quantization_config": chosen} if chosen else {}
        if device.type == "cuda" and not self.is_gguf:
            options["device_map"] = {"": device}
        folder, how = self._where()
        with self._reading():
            model = AutoModelForCausalLM.from_pretrained(
                folder,
                config=self.config,
                dtype=dtype,
                attn_implementation=attention,
                **how,
                **options,
            )
        gguf_speed.forget()
        if quantization is None:
            _forget_quantization(model)
            model.to(device)
        model.config.use_cache = False
        model.generation_config = self.generation_config
        return model.requires_grad_(False).eval()

    def _where(self) -> tuple[str, dict[str, Any]]:
        """The folder, and the arguments that from_pretrained needs besides."""
        if self.is_gguf:
            return str(self.path.parent), {"gguf_file": self.path.name, "local_files_only": True}
        return str(self.path), {"local_files_only": True}

    def _check(self, sha256: str | None) -> None:
        if not (self.path.is_file() if self.is_gguf else (self.path / "config.json").is_file()):
            what = "GGUF file" if self.is_gguf else "folder with a config.json"
            raise JobError(
                "model.not-found",
                f"The base model {self.id} is not on this machine: no {what} at {self.path}",
                f"npx nx run models:pull --repo={self.id}",
            )
        if self.is_gguf and sha256 is not None:
            with self.path.open("rb") as file:
                found = file_digest(file, "sha256").hexdigest()
            if found != sha256:
                raise JobError(
                    "model.changed",
                    f"{self.path} has sha256 {found}, the job names {sha256}.",
                    "Start a new run on the model that is there now.",
                )

    def _generation_config(self) -> GenerationConfig:
        if not self.is_gguf and (self.path / "generation_config.json").is_file():
            with self._reading():
                return GenerationConfig.from_pretrained(self.path, local_files_only=True)
        return GenerationConfig.from_model_config(self.config)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turns what transformers says of a folder that it cannot read into one sentence."""
        transformers_logging.disable_progress_bar()
        try:
            with gguf_speed.read_once() if self.is_gguf else nullcontext():
                yield
        except (JobError, MemoryError, torch.OutOfMemoryError):
            raise
        except Exception as error:
            log.warning("Reading the base model failed.", exc_info=True)
            reason = " ".join(str(error).split())[:400]
            raise JobError(
                "model.unsupported",
                f"The base model {self.id} at {self.path} cannot be read: {reason}",
                "A causal language model of an architecture that transformers knows is needed, "
                "whole and with its tokenizer.",
            ) from error


def _forget_quantization(model: PreTrainedModel) -> None:
    """A GGUF model is de-quantized by now; what still says otherwise would go into the adapter."""
    for holder, name in ((model.config, "quantization_config"), (model, "hf_quantizer")):
        if hasattr(holder, name):
            delattr(holder, name)
    model.is_quantized = False
