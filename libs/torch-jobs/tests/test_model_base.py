from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from naru_torch.contract.errors import JobError
from naru_torch.model.base import Base


def described(path: Path, **change: Any) -> dict[str, Any]:
    return {
        "id": "naru/tiny",
        "format": "huggingface",
        "path": str(path),
        "revision": None,
        "sha256": None,
        "licence": None,
        **change,
    }


@pytest.fixture
def copy(tiny_base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_base, tmp_path / "base"))


def refusal(description: dict[str, Any], load: bool = False) -> JobError:
    with pytest.raises(JobError) as caught:
        base = Base(description)
        if load:
            base.load(torch.float32, "sdpa", torch.device("cpu"))
    return caught.value


def change_json(path: Path, **change: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | change))


def test_a_folder_gives_a_frozen_model_in_the_dtype_asked_for(tiny_base: Path) -> None:
    base = Base(described(tiny_base))

    model = base.load(torch.bfloat16, "sdpa", torch.device("cpu"))

    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}
    assert not any(parameter.requires_grad for parameter in model.parameters())
    assert model.config._attn_implementation == "sdpa"
    assert base.eos_ids == [base.tokenizer.eos_token_id]


def test_the_end_of_turn_is_added_to_what_ends_an_answer(tiny_base: Path) -> None:
    base = Base(described(tiny_base))

    base.ends_turns_with(4)
    base.ends_turns_with(4)
    model = base.load(torch.float32, "sdpa", torch.device("cpu"))

    assert model.generation_config.eos_token_id == [base.tokenizer.eos_token_id, 4]


def test_a_model_that_is_not_here_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    error = refusal(described(tmp_path / "nowhere"))

    assert error.code == "model.not-found"
    assert str(tmp_path / "nowhere") in error.message
    assert error.hint == "npx nx run models:pull --repo=naru/tiny"


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    assert refusal(described(tmp_path)).code == "model.not-found"


def test_weights_that_were_cut_off_are_refused(copy: Path) -> None:
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])

    assert refusal(described(copy), load=True).code == "model.unsupported"


def test_an_unknown_architecture_is_refused(copy: Path) -> None:
    change_json(copy / "config.json", model_type="ferry", architectures=["Ferry"])

    error = refusal(described(copy))

    assert error.code == "model.unsupported"
    assert "ferry" in error.message


def test_weights_that_are_quantized_already_are_refused(copy: Path) -> None:
    change_json(copy / "config.json", quantization_config={"quant_method": "awq", "bits": 4})

    error = refusal(described(copy))

    assert error.code == "model.unsupported"
    assert "quantized already" in error.message


def test_a_folder_without_a_tokenizer_is_refused(copy: Path) -> None:
    (copy / "tokenizer.json").unlink()
    (copy / "tokenizer_config.json").unlink()

    assert refusal(described(copy)).code == "model.unsupported"


def test_a_gguf_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.gguf"
    path.write_bytes(b"GGUF")

    error = refusal(described(path, format="gguf", sha256="0" * 64))

    assert error.code == "model.changed"


def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "base.gguf"
    path.write_bytes(b"no gguf" * 100)

    assert refusal(described(path, format="gguf")).code == "model.unsupported"


def test_a_gguf_file_gives_plain_float32_layers_without_a_trace_of_quantization(
    smollm2_gguf: Path,
) -> None:
    base = Base(described(smollm2_gguf, format="gguf"))

    model = base.load(torch.float32, "sdpa", torch.device("cpu"))

    assert type(model.model.layers[0].mlp.up_proj) is nn.Linear
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert not hasattr(model.config, "quantization_config")
    assert base.eos_ids == [base.tokenizer.convert_tokens_to_ids("<|im_end|>")]
