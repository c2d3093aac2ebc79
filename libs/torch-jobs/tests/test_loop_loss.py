from __future__ import annotations

import pytest
import torch
from torch.nn.functional import cross_entropy
from transformers import Gemma2Config, Gemma2ForCausalLM, LlamaConfig, LlamaForCausalLM

from naru_torch.batches.collate import IGNORED, collate, collate_packed
from naru_torch.loop import loss
from naru_torch.loop.loss import Objective, targets_of
from naru_torch.template.mask import TokenRow

SIZES = {
    "vocab_size": 61,
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 4,
}


def llama(**settings: object) -> LlamaForCausalLM:
    torch.manual_seed(1)
    model = LlamaForCausalLM(LlamaConfig(**SIZES, **settings)).eval()
    model.model.embed_tokens.weight.data *= 40
    return model


def row(length: int, seed: int) -> TokenRow:
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, 61, (length,), generator=generator).tolist()
    learned = [index > length // 2 for index in range(length)]
    return TokenRow(ids, learned, "ko", f"rows.jsonl:{seed}", False)


ROWS = [row(9, 1), row(6, 2), row(4, 3)]


def whole_logits_loss(model: torch.nn.Module, rows: list[TokenRow]) -> torch.Tensor:
    total = torch.zeros(())
    for each in rows:
        ids = torch.tensor([each.input_ids])
        labels = torch.tensor([each.input_ids]).where(torch.tensor([each.supervised]), IGNORED)
        logits = model(input_ids=ids, use_cache=False).logits
        total = total + cross_entropy(
            logits[0, :-1], labels[0, 1:], ignore_index=IGNORED, reduction="sum"
        )
    return total


def test_targets_are_the_tokens_that_follow() -> None:
    labels = torch.tensor([[IGNORED, IGNORED, 7, 8], [IGNORED, 5, IGNORED, IGNORED]])

    targets = targets_of(labels)

    assert targets.positions.tolist() == [1, 2, 4]
    assert targets.ids.tolist() == [7, 8, 5]


def test_the_loss_of_a_padded_batch_is_that_of_its_rows_with_all_logits() -> None:
    model = llama()

    found = Objective(model).summed(collate(ROWS, pad_id=0))

    assert found.item() == pytest.approx(whole_logits_loss(model, ROWS).item(), rel=1e-6)


@pytest.mark.parametrize("bytes_at_once", [1, 1 << 26])
def test_gradients_are_those_of_all_logits(
    monkeypatch: pytest.MonkeyPatch, bytes_at_once: int
) -> None:
    monkeypatch.setattr(loss, "_LOGIT_BYTES", bytes_at_once)
    model = llama().requires_grad_(False)
    trained = model.model.layers[0].self_attn.q_proj.weight.requires_grad_(True)
    long_rows = [row(40, 1), row(64, 2)]

    (expected,) = torch.autograd.grad(whole_logits_loss(model, long_rows) / 3, trained)
    (Objective(model).summed(collate(long_rows, pad_id=0)) / 3).backward()

    torch.testing.assert_close(trained.grad, expected, rtol=1e-4, atol=1e-6)


def test_packed_rows_learn_what_they_learn_alone() -> None:
    model = llama()

    packed = Objective(model).summed(collate_packed([ROWS[:2], ROWS[2:]], pad_id=0))

    assert packed.item() == pytest.approx(whole_logits_loss(model, ROWS).item(), rel=1e-6)


def test_each_tokens_loss_is_known_with_its_row() -> None:
    objective = Objective(llama())
    batch = collate(ROWS, pad_id=0)

    losses, sequences = objective.by_token(batch)

    assert sequences.bincount().tolist() == [sum(each.supervised) for each in ROWS]
    assert losses.sum().item() == pytest.approx(objective.summed(batch).item(), rel=1e-6)


def test_a_head_that_caps_its_logits_is_found_out() -> None:
    torch.manual_seed(1)
    config = Gemma2Config(**SIZES, final_logit_softcapping=1.0, query_pre_attn_scalar=4)
    model = Gemma2ForCausalLM(config).eval()
    model.model.embed_tokens.weight.data *= 40

    objective = Objective(model)
    found = objective.summed(collate(ROWS, pad_id=0))
    losses, _ = objective.by_token(collate(ROWS, pad_id=0))

    expected = whole_logits_loss(model, ROWS).item()
    assert found.item() == pytest.approx(expected, rel=1e-5)
    assert losses.sum().item() == pytest.approx(expected, rel=1e-5)


def test_a_model_in_bfloat16_has_a_float32_loss() -> None:
    model = llama().to(torch.bfloat16)

    found = Objective(model).summed(collate(ROWS, pad_id=0))

    assert found.dtype == torch.float32
    assert found.item() == pytest.approx(whole_logits_loss(llama(), ROWS).item(), rel=0.05)
