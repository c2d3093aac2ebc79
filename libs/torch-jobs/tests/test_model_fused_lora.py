"""The fused LoRA layers: PEFT's results and gradients, with less kept in memory."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.utils import get_peft_model_state_dict
from torch import nn
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from naru_torch.model.fused_lora import FusedLinear, fuse_lora

SHAPE: dict[str, Any] = {
    "vocab_size": 96,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "initializer_range": 0.2,
}
MODELS: dict[str, tuple[type[PreTrainedModel], type]] = {
    "llama": (LlamaForCausalLM, LlamaConfig),
    "mistral": (MistralForCausalLM, MistralConfig),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config),
}
IDS = torch.tensor([[5, 17, 3, 88, 41, 9], [2, 2, 60, 7, 33, 1]])


def adapted(kind: str = "llama", **options: Any) -> PeftModel:
    torch.manual_seed(0)
    make, configuration = MODELS[kind]
    settings = {"r": 4, "lora_alpha": 12, "target_modules": "all-linear", **options}
    model = get_peft_model(make(configuration(**SHAPE)), LoraConfig(**settings))
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            nn.init.normal_(parameter, std=0.3)
    return model.train()


def loss_and_gradients(model: PeftModel) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    model.zero_grad()
    loss = model(input_ids=IDS, labels=IDS, use_cache=False).loss
    loss.backward()
    found = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    return loss.detach(), found


def assert_alike(model: PeftModel, fused: PeftModel) -> None:
    loss, gradients = loss_and_gradients(model)
    fused_loss, fused_gradients = loss_and_gradients(fused)
    torch.testing.assert_close(fused_loss, loss, rtol=1e-5, atol=1e-6)
    assert fused_gradients.keys() == gradients.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(fused_gradients[name], gradient, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("kind", MODELS)
def test_losses_and_gradients_are_those_of_peft(kind: str) -> None:
    model = adapted(kind)
    fused = copy.deepcopy(model)

    assert fuse_lora(fused) == 14

    assert_alike(model, fused)


@pytest.mark.parametrize(
    "options",
    [
        {"target_modules": ["q_proj", "down_proj"]},
        {"use_rslora": True},
        {"rank_pattern": {"gate_proj": 2, "v_proj": 7}, "alpha_pattern": {"up_proj": 5}},
    ],
    ids=["some-modules", "rslora", "own-rank-and-alpha"],
)
def test_other_shapes_of_adapter_too(options: dict[str, Any]) -> None:
    model = adapted(**options)
    fused = copy.deepcopy(model)
    fuse_lora(fused)

    assert_alike(model, fused)


def test_activation_checkpointing_gives_the_same() -> None:
    model = adapted()
    fused = copy.deepcopy(model)
    fuse_lora(fused)
    fused.enable_input_require_grads()
    fused.get_base_model().gradient_checkpointing_enable({"use_reentrant": False})

    assert_alike(model, fused)


@pytest.mark.parametrize(
    ("options", "dtype"),
    [({"lora_dropout": 0.1}, None), ({"use_dora": True}, None), ({}, torch.bfloat16)],
    ids=["dropout", "dora", "bfloat16"],
)
def test_what_is_not_plain_stays_with_peft(
    options: dict[str, Any], dtype: torch.dtype | None
) -> None:
    model = adapted(**options)
    if dtype is not None:
        model.to(dtype)

    assert fuse_lora(model) == 0
    assert not any(isinstance(module, FusedLinear) for module in model.modules())


def test_a_trained_base_weight_stays_with_peft() -> None:
    model = adapted()
    layer = model.get_base_model().model.layers[0].self_attn.q_proj
    layer.base_layer.weight.requires_grad_(True)

    assert fuse_lora(model) == 13
    assert not isinstance(layer, FusedLinear)


def test_a_disabled_adapter_gives_the_base_model() -> None:
    model = adapted().eval()
    fuse_lora(model)
    with torch.no_grad(), model.disable_adapter():
        disabled = model(input_ids=IDS).logits
    with torch.no_grad():
        enabled = model(input_ids=IDS).logits
        base = model.unload()(input_ids=IDS).logits

    torch.testing.assert_close(disabled, base)
    assert not torch.allclose(enabled, base, atol=1e-2)


def test_a_merged_adapter_is_not_added_twice() -> None:
    model = adapted().eval()
    with torch.no_grad():
        expected = model(input_ids=IDS).logits
        fuse_lora(model)
        model.merge_adapter()
        merged = model(input_ids=IDS).logits

    torch.testing.assert_close(merged, expected, rtol=1e-4, atol=1e-4)


def test_the_saved_weights_keep_their_names() -> None:
    model = adapted()
    before = get_peft_model_state_dict(model)
    fuse_lora(model)

    after = get_peft_model_state_dict(model)

    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)


def test_a_step_keeps_a_quarter_less() -> None:
    def kept(model: PeftModel) -> int:
        own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
        sizes: dict[int, int] = {}

        def pack(tensor: torch.Tensor) -> torch.Tensor:
            storage = tensor.untyped_storage()
            if storage.data_ptr() not in own:
                sizes[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)
            return tensor

        alive: list[torch.Tensor] = []
        decoder = model.get_base_model().get_decoder()
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            decoder(input_ids=IDS, use_cache=False)
        return sum(sizes.values())

    model = adapted()
    fused = copy.deepcopy(model)
    fuse_lora(fused)

    assert kept(fused) < 0.8 * kept(model)
