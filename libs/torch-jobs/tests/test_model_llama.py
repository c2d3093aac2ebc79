"""The quick way through a Llama against transformers' and PEFT's own."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import pytest
import torch
from peft import PeftModel
from test_loop_loss import SIZES, row, whole_logits_loss
from test_model_adapter import SETTINGS
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    PreTrainedModel,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from naru_torch.batches.collate import collate, collate_packed
from naru_torch.loop.loss import Objective
from naru_torch.model.adapter import add_adapter, trained_parameters
from naru_torch.model.llama import FastLlama, Rows, is_supported, merged_bytes
from naru_torch.model.merged import MergedLinears
from naru_torch.model.quantize import quantize

MODELS = {
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**SIZES)),
    "mistral": lambda: MistralForCausalLM(MistralConfig(**SIZES, sliding_window=None)),
    "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**SIZES)),
    "biased": lambda: LlamaForCausalLM(
        LlamaConfig(**SIZES, attention_bias=True, mlp_bias=True, rope_theta=500.0)
    ),
}
LENGTHS = [300, 17, 1, 130]


def adapted(name: str, four_bits: bool = False, **settings: Any) -> PeftModel:
    torch.manual_seed(0)
    model: PreTrainedModel = MODELS[name]().requires_grad_(False).eval()
    for parameter in model.parameters():
        parameter.data.uniform_(-0.2, 0.2).add_(parameter.data.dim() == 1)
    model.model.embed_tokens.weight.data *= 10
    if four_bits:
        kind = {"type": "nf4", "double_quantization": True}
        quantize(model, kind, torch.float32, torch.device("cpu"))
    peft = add_adapter(model, SETTINGS | settings)
    for parameter in trained_parameters(peft):
        parameter.data.normal_(std=0.2)
    return peft


def rows() -> Rows:
    generator = torch.Generator().manual_seed(2)
    ids = torch.randint(0, SIZES["vocab_size"], (sum(LENGTHS),), generator=generator)
    return Rows(ids, [0, *accumulate(LENGTHS)])


def one_by_one(model: PreTrainedModel, given: Rows) -> torch.Tensor:
    """Hidden states of each row alone, as transformers computes them."""
    return torch.cat(
        [
            model.get_decoder()(input_ids=given.ids[None, start:end]).last_hidden_state[0]
            for start, end in pairwise(given.starts)
        ]
    )


@pytest.mark.parametrize("four_bits", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_hidden_states_and_gradients_are_those_of_the_model(name: str, four_bits: bool) -> None:
    peft = adapted(name, four_bits)
    model = peft.get_base_model()
    positions = torch.tensor([5, 299, 300, 316, 317, 318, 447, 20])

    expected = one_by_one(model, rows())[positions]
    found = FastLlama(model).hidden(rows(), positions)

    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
    weights = torch.randn(found.shape, generator=torch.Generator().manual_seed(3))
    parameters = trained_parameters(peft)
    mine = torch.autograd.grad((found * weights).sum(), parameters)
    theirs = torch.autograd.grad((expected * weights).sum(), parameters)
    for one, other in zip(mine, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4 * float(other.abs().max()))


def test_the_loss_of_padded_and_of_packed_rows_is_the_models() -> None:
    model = adapted("llama").get_base_model()
    some = [row(length, seed) for seed, length in enumerate((40, 9, 130, 6))]
    objective = Objective(model)
    assert objective._fast is not None

    padded = objective.summed(collate(some, pad_id=0))
    packed = objective.summed(collate_packed([some[:2], some[2:]], pad_id=0))
    by_token, sequences = objective.by_token(collate(some, pad_id=0))

    expected = whole_logits_loss(model, some).item()
    assert padded.item() == pytest.approx(expected, rel=1e-5)
    assert packed.item() == pytest.approx(expected, rel=1e-5)
    assert by_token.sum().item() == pytest.approx(expected, rel=1e-5)
    assert sequences.bincount().tolist() == [sum(each.supervised) for each in some]


def test_layers_without_an_adapter_are_passed_through() -> None:
    peft = adapted("llama", target_modules=["k_proj", "down_proj"])
    model = peft.get_base_model()
    everywhere = torch.arange(sum(LENGTHS))

    expected = one_by_one(model, rows())
    found = FastLlama(model).hidden(rows(), everywhere)

    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
    parameters = trained_parameters(peft)
    mine = torch.autograd.grad(found.square().sum(), parameters)
    theirs = torch.autograd.grad(expected.square().sum(), parameters)
    for one, other in zip(mine, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4 * float(other.abs().max()))


def test_a_changed_adapter_counts_once_it_is_told() -> None:
    peft = adapted("llama")
    fast = FastLlama(peft.get_base_model())
    everywhere = torch.arange(sum(LENGTHS))
    before = fast.hidden(rows(), everywhere)

    for parameter in trained_parameters(peft):
        parameter.data.mul_(2)
    fast.weights_changed()

    after = fast.hidden(rows(), everywhere)
    assert not torch.allclose(before, after, atol=1e-2)
    torch.testing.assert_close(
        after, one_by_one(peft.get_base_model(), rows()), rtol=1e-4, atol=1e-4
    )


def test_the_memory_of_the_merged_weights_is_known_beforehand() -> None:
    model = adapted("llama").get_base_model()
    fast = FastLlama(model)
    blocks = [vars(block).values() for block in (*fast._attention, *fast._mlp)]

    held = [part.weight for values in blocks for part in values if isinstance(part, MergedLinears)]

    assert merged_bytes(model) == sum(weight.nbytes for weight in held)


@pytest.mark.parametrize("change", [{"dropout": 0.1}, {"dora": True}])
def test_adapters_that_cannot_be_merged_are_left_to_peft(change: dict[str, Any]) -> None:
    assert not is_supported(adapted("llama", **change).get_base_model())


def test_models_that_are_not_computed_here_are_left_to_transformers() -> None:
    model = adapted("llama").get_base_model()
    assert is_supported(model)
    assert not is_supported(model.to(torch.bfloat16))

    other = adapted("llama").get_base_model()
    other.gradient_checkpointing_enable({"use_reentrant": False})
    assert not is_supported(other)

    windowed = MistralForCausalLM(MistralConfig(**SIZES, sliding_window=8))
    assert not is_supported(windowed)


def test_a_model_that_differs_from_its_kind_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    model = adapted("llama").get_base_model()
    attention = model.model.layers[1].self_attn
    plain = attention.forward
    attention.forward = lambda **inputs: (plain(**inputs)[0] * 2, None)

    objective = Objective(model)

    assert objective._fast is None
    assert "differs from the model" in caplog.text
