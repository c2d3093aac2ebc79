from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, PreTrainedModel

from naru_torch.contract.errors import JobError
from naru_torch.model.adapter import (
    adapter_files,
    adapter_weights,
    add_adapter,
    read_adapter,
    set_adapter_weights,
    trained_parameters,
)

SETTINGS: dict[str, Any] = {
    "rank": 4,
    "alpha": 8,
    "dropout": 0,
    "target_modules": "all-linear",
    "rslora": False,
    "dora": False,
}


@pytest.fixture
def base(tiny_base: Path) -> PreTrainedModel:
    return AutoModelForCausalLM.from_pretrained(tiny_base)


def randomised(model: PeftModel) -> PeftModel:
    torch.manual_seed(3)
    for parameter in trained_parameters(model):
        parameter.data.normal_(std=0.1)
    return model


def test_all_linear_takes_every_linear_layer_but_the_head(base: PreTrainedModel) -> None:
    names = adapter_weights(add_adapter(base, SETTINGS))

    assert len(names) == 2 * 7 * 2
    assert not any("lm_head" in name for name in names)


def test_modules_are_taken_by_the_end_of_their_name(base: PreTrainedModel) -> None:
    targets = ["q_proj", "layers.1.mlp.up_proj"]

    names = adapter_weights(add_adapter(base, SETTINGS | {"target_modules": targets}))

    adapted = {name.removeprefix("base_model.model.model.").rsplit(".", 2)[0] for name in names}
    assert adapted == {"layers.0.self_attn.q_proj", "layers.1.self_attn.q_proj"} | {
        "layers.1.mlp.up_proj"
    }


@pytest.mark.parametrize("name", ["qproj", "lm_head", "embed_tokens", "input_layernorm"])
def test_a_module_that_cannot_be_adapted_is_refused_with_the_real_names(
    base: PreTrainedModel, name: str
) -> None:
    with pytest.raises(JobError, match=f"no linear layer '{name}'") as caught:
        add_adapter(base, SETTINGS | {"target_modules": ["q_proj", name]})

    assert caught.value.code == "adapter.target-not-found"
    assert "down_proj, gate_proj, k_proj, o_proj, q_proj, up_proj, v_proj" in str(caught.value.hint)


def test_the_nearest_name_is_offered(base: PreTrainedModel) -> None:
    with pytest.raises(JobError, match="Did you mean 'q_proj'"):
        add_adapter(base, SETTINGS | {"target_modules": ["qproj"]})


def test_only_the_adapter_is_trained_and_in_float32(tiny_base: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_base, dtype=torch.bfloat16)
    model.requires_grad_(False)

    parameters = trained_parameters(add_adapter(model, SETTINGS))

    assert {parameter.dtype for parameter in parameters} == {torch.float32}
    assert len(parameters) == 28


@pytest.mark.parametrize("change", [{}, {"rslora": True}, {"dora": True}])
def test_what_is_written_is_loaded_by_peft_and_answers_alike(
    base: PreTrainedModel, tiny_base: Path, tmp_path: Path, change: dict[str, Any]
) -> None:
    model = randomised(add_adapter(base, SETTINGS | change)).eval()
    tokens = torch.arange(20)[None]
    files = adapter_files(model, adapter_weights(model), "naru/tiny", "abc")
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    fresh = AutoModelForCausalLM.from_pretrained(tiny_base)
    loaded = PeftModel.from_pretrained(fresh, tmp_path).eval()

    torch.testing.assert_close(loaded(tokens).logits, model(tokens).logits)


def test_the_configuration_names_the_base_and_nothing_of_this_machine(
    base: PreTrainedModel, tiny_base: Path
) -> None:
    model = add_adapter(base, SETTINGS)

    text = adapter_files(model, adapter_weights(model), "naru/tiny", "abc")["adapter_config.json"]

    config = json.loads(text)
    assert (config["base_model_name_or_path"], config["revision"]) == ("naru/tiny", "abc")
    assert config["inference_mode"] is True
    assert config["target_modules"] == sorted(config["target_modules"])
    assert str(tiny_base.parent).encode() not in text


def test_weights_put_back_are_those_that_were_taken(base: PreTrainedModel, tmp_path: Path) -> None:
    model = randomised(add_adapter(base, SETTINGS))
    taken = adapter_weights(model)
    files = adapter_files(model, taken, "naru/tiny", None)
    (tmp_path / "adapter_model.safetensors").write_bytes(files["adapter_model.safetensors"])
    for parameter in trained_parameters(model):
        parameter.data.zero_()

    set_adapter_weights(model, read_adapter(tmp_path))

    assert all(torch.equal(tensor, taken[name]) for name, tensor in adapter_weights(model).items())


def test_weights_of_another_shape_are_refused(base: PreTrainedModel, tiny_base: Path) -> None:
    other = add_adapter(AutoModelForCausalLM.from_pretrained(tiny_base), SETTINGS | {"rank": 2})

    with pytest.raises(JobError) as caught:
        set_adapter_weights(add_adapter(base, SETTINGS), adapter_weights(other))

    assert caught.value.code == "checkpoint.invalid"
