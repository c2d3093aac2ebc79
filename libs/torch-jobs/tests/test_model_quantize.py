from __future__ import annotations

from pathlib import Path

import pytest
import torch
from test_model_adapter import SETTINGS
from torch import nn
from transformers import AutoModelForCausalLM

from naru_torch.model.adapter import add_adapter, trained_parameters
from naru_torch.model.quantize import quantize, unpacked

CPU = torch.device("cpu")


@pytest.mark.parametrize("kind", ["nf4", "fp4"])
@pytest.mark.parametrize("double", [True, False])
def test_every_linear_layer_but_the_head_stands_in_four_bits(
    tiny_base: Path, kind: str, double: bool
) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_base).eval()
    tokens = torch.arange(20)[None]
    expected = model(tokens).logits

    quantize(model, {"type": kind, "double_quantization": double}, torch.float32, CPU)

    layers = [layer for layer in model.model.modules() if isinstance(layer, nn.Linear)]
    assert {layer.weight.dtype for layer in layers} == {torch.uint8}
    assert {layer.weight.quant_state.quant_type for layer in layers} == {kind}
    assert {layer.weight.quant_state.nested for layer in layers} == {double}
    assert model.lm_head.weight.dtype == torch.float32
    error = (model(tokens).logits - expected).norm() / expected.norm()
    assert 0 < error < 0.5


def test_an_adapter_over_four_bits_learns(tiny_base: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_base)
    quantize(model, {"type": "nf4", "double_quantization": True}, torch.float32, CPU)

    adapted = add_adapter(model, SETTINGS)
    adapted(torch.arange(20)[None]).logits.square().mean().backward()

    gradients = [parameter.grad for parameter in trained_parameters(adapted)]
    assert len(gradients) == 28
    assert sum(gradient.norm() for gradient in gradients) > 0


def test_four_bits_still_carry_gradients_after_an_evaluation(tiny_base: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_base).eval()
    quantize(model, {"type": "nf4", "double_quantization": True}, torch.float32, CPU)
    layer = model.model.layers[0].mlp.down_proj
    weight = layer.weight.data.clone()
    inputs = torch.ones(3, layer.in_features)

    with torch.no_grad():
        layer(inputs)
    layer(inputs.requires_grad_()).square().sum().backward()

    assert torch.equal(layer.weight.data, weight)
    assert inputs.grad is not None and inputs.grad.norm() > 0


def test_unpacked_layers_compute_the_same_and_are_packed_again_afterwards(tiny_base: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(tiny_base).eval()
    quantize(model, {"type": "nf4", "double_quantization": True}, torch.float32, CPU)
    tokens = torch.arange(12)[None]
    with torch.no_grad():
        packed = model(input_ids=tokens).logits

        with unpacked(model):
            layer = model.model.layers[0].mlp.down_proj
            assert "forward" in vars(layer)
            inside = model(input_ids=tokens).logits

    assert torch.allclose(inside, packed, atol=1e-5)
    assert "forward" not in vars(layer)
