"""Rows as tensors: packed or padded, the model computes what it computes for each row alone."""

from __future__ import annotations

import random

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from naru_torch.batches.collate import IGNORED, Batch, collate, collate_packed
from naru_torch.template.mask import TokenRow

PAD = 3


def token_row(length: int, seed: int = 0) -> TokenRow:
    generator = random.Random(f"{length}:{seed}")
    ids = [generator.randrange(4, 64) for _ in range(length)]
    return TokenRow(ids, [False] + [generator.random() < 0.5 for _ in ids[1:]], "ko", "a:1", False)


@pytest.fixture(scope="module", params=["sdpa", "eager"])
def model(request: pytest.FixtureRequest) -> LlamaForCausalLM:
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        attn_implementation=request.param,
    )
    return LlamaForCausalLM(config).eval()


@torch.no_grad()
def logits_of(model: LlamaForCausalLM, batch: Batch) -> torch.Tensor:
    """(sequences, length, vocabulary)"""
    return model(
        input_ids=batch.input_ids,
        position_ids=batch.position_ids,
        attention_mask=batch.attention_mask,
        use_cache=False,
    ).logits


@torch.no_grad()
def alone(model: LlamaForCausalLM, row: TokenRow) -> torch.Tensor:
    return model(input_ids=torch.tensor([row.input_ids]), use_cache=False).logits[0]


def test_pads_at_the_right_and_learns_only_what_is_supervised() -> None:
    rows = [
        TokenRow([5, 6, 7], [False, True, True], None, "a:1", False),
        TokenRow([8, PAD], [False, True], None, "a:2", False),
    ]

    batch = collate(rows, PAD)

    assert batch.input_ids.tolist() == [[5, 6, 7], [8, PAD, PAD]]
    assert batch.labels.tolist() == [[IGNORED, 6, 7], [IGNORED, PAD, IGNORED]]
    assert (batch.position_ids, batch.attention_mask) == (None, None)
    assert batch.segment_lengths == [[3], [2]]
    assert batch.input_ids.dtype == batch.labels.dtype == torch.int64


def test_packed_rows_have_positions_of_their_own_and_no_attention_mask() -> None:
    rows = [TokenRow([5, 6, 7], [True] * 3, None, "a:1", False)] * 2

    batch = collate_packed([rows, rows[:1]], PAD)

    assert batch.input_ids.tolist() == [[5, 6, 7, 5, 6, 7], [5, 6, 7, PAD, PAD, PAD]]
    assert batch.labels.tolist() == [
        [IGNORED, 6, 7, IGNORED, 6, 7],
        [IGNORED, 6, 7, IGNORED, IGNORED, IGNORED],
    ]
    assert batch.position_ids is not None
    assert batch.position_ids.tolist() == [[0, 1, 2, 0, 1, 2], [0, 1, 2, 0, 1, 2]]
    assert batch.attention_mask is None
    assert batch.segment_lengths == [[3, 3], [3]]


@pytest.mark.parametrize(
    "bins",
    [
        [[9, 5, 12, 3]],
        [[1, 1, 7, 1]],
        [[20]],
        [[9, 5], [30], [2, 2, 2, 2]],
        [[4, 4], [8]],
    ],
)
def test_packed_rows_are_computed_as_alone(model: LlamaForCausalLM, bins: list[list[int]]) -> None:
    rows = [[token_row(length, seed) for seed, length in enumerate(lengths)] for lengths in bins]

    logits = logits_of(model, collate_packed(rows, PAD))

    for sequence, packed in enumerate(rows):
        start = 0
        for row in packed:
            end = start + len(row.input_ids)
            torch.testing.assert_close(
                logits[sequence, start:end], alone(model, row), atol=1e-5, rtol=0
            )
            start = end


def test_an_attention_mask_would_turn_the_isolation_off(model: LlamaForCausalLM) -> None:
    rows = [token_row(9), token_row(5)]
    batch = collate_packed([rows], PAD)
    masked = Batch(
        batch.input_ids,
        batch.labels,
        batch.position_ids,
        torch.ones_like(batch.input_ids),
        batch.segment_lengths,
    )

    logits = logits_of(model, masked)

    assert (logits[0, 9:] - alone(model, rows[1])).abs().max() > 1e-3


@pytest.mark.parametrize("lengths", [[9, 5, 12, 3], [1, 30], [7, 7]])
def test_padded_rows_are_computed_as_alone(model: LlamaForCausalLM, lengths: list[int]) -> None:
    rows = [token_row(length) for length in lengths]

    logits = logits_of(model, collate(rows, PAD))

    for index, row in enumerate(rows):
        torch.testing.assert_close(
            logits[index, : len(row.input_ids)], alone(model, row), atol=1e-5, rtol=0
        )


def test_packed_and_padded_batches_learn_the_same_tokens(model: LlamaForCausalLM) -> None:
    rows = [token_row(length) for length in (9, 5, 12, 3)]

    def summed_loss(batch: Batch) -> tuple[float, int]:
        logits = logits_of(model, batch)[:, :-1].flatten(0, 1)
        labels = batch.labels[:, 1:].flatten()
        loss = torch.nn.functional.cross_entropy(logits, labels, reduction="sum")
        return loss.item(), int((labels != IGNORED).sum())

    packed, padded = summed_loss(collate_packed([rows], PAD)), summed_loss(collate(rows, PAD))

    assert packed[1] == padded[1] == sum(sum(row.supervised) for row in rows)
    assert packed[0] == pytest.approx(padded[0], rel=1e-5)


@pytest.mark.parametrize("bins", [[], [[]], [[token_row(3)], []]])
def test_a_batch_without_rows_is_an_error(bins: list[list[TokenRow]]) -> None:
    with pytest.raises(ValueError, match="at least one row"):
        collate_packed(bins, PAD)
