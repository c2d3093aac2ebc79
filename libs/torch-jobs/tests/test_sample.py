"""Sample answers: what a model says greedily, in a batch as alone."""

from __future__ import annotations

from typing import Any

import pytest
import tiny_tokenizers
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from naru_torch.loop.sample import Answer, answer, stop_ids

PROMPTS = [
    "Where is the ferry?",
    "안녕하세요. 배포를 되돌리려면 어떻게 하나요? 나루는 어디예요?",
    "Hi",
]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return tiny_tokenizers.chatml()


@pytest.fixture
def model(tokenizer: Any) -> LlamaForCausalLM:
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        initializer_range=0.4,
        eos_token_id=None,
        pad_token_id=None,
    )
    return LlamaForCausalLM(config).eval()


def greedy(model: LlamaForCausalLM, tokenizer: Any, prompt: str, limit: int) -> list[int]:
    """Without padding, cache or batch: the definition."""
    ids = tokenizer.apply_chat_template(
        [{"role": "user", "content": prompt}], add_generation_prompt=True, return_dict=False
    )
    found: list[int] = []
    with torch.no_grad():
        for _ in range(limit):
            logits = model(input_ids=torch.tensor([ids + found]), use_cache=False).logits
            found.append(int(logits[0, -1].argmax()))
            if found[-1] in stop_ids(model, tokenizer):
                break
    return found


def test_a_batch_of_unlike_lengths_answers_as_each_prompt_alone(
    model: LlamaForCausalLM, tokenizer: Any
) -> None:
    expected = [greedy(model, tokenizer, prompt, 12) for prompt in PROMPTS]

    answers = answer(model, tokenizer, PROMPTS, 12)

    assert [a.prompt for a in answers] == PROMPTS
    assert [a.text for a in answers] == [
        tokenizer.decode(ids, skip_special_tokens=True) for ids in expected
    ]
    assert [(a.tokens, a.ended) for a in answers] == [(12, False)] * 3


def test_an_answer_that_ends_leaves_the_others_as_they_were(
    model: LlamaForCausalLM, tokenizer: Any
) -> None:
    alone = [greedy(model, tokenizer, prompt, 12) for prompt in PROMPTS]
    stop = alone[1][3]
    model.generation_config.eos_token_id = [stop]
    expected = [greedy(model, tokenizer, prompt, 12) for prompt in PROMPTS]

    answers = answer(model, tokenizer, PROMPTS, 12)

    assert answers[1].ended
    assert answers[1].tokens == alone[1].index(stop)
    for found, ids in zip(answers, expected, strict=True):
        kept = ids[:-1] if ids[-1] == stop else ids
        assert found.tokens == len(kept)
        assert found.text == tokenizer.decode(kept, skip_special_tokens=True)


def test_the_end_of_turn_of_the_template_stops_an_answer_though_no_configuration_names_it(
    model: LlamaForCausalLM,
) -> None:
    tokenizer = tiny_tokenizers.chatml(eos_token="<|endoftext|>", pad_token="<|endoftext|>")
    model.generation_config.eos_token_id = None

    stops = stop_ids(model, tokenizer)

    names = set(tokenizer.convert_ids_to_tokens(sorted(stops)))
    assert names == {"<|endoftext|>", "<|im_end|>"}


def test_the_model_is_afterwards_as_before(model: LlamaForCausalLM, tokenizer: Any) -> None:
    model.train()
    model.model.layers[0].eval()
    model.config.use_cache = False
    before = [module.training for module in model.modules()]
    random_state = torch.get_rng_state()

    answer(model, tokenizer, PROMPTS[:1], 3)

    assert [module.training for module in model.modules()] == before
    assert model.config.use_cache is False
    assert torch.equal(torch.get_rng_state(), random_state)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_failure_midway_restores_the_training_state(
    model: LlamaForCausalLM, tokenizer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.train()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(model, "forward", broken)
    with pytest.raises(RuntimeError, match="out of memory"):
        answer(model, tokenizer, PROMPTS[:1], 3)

    assert all(module.training for module in model.modules())


def test_activation_checkpointing_does_not_turn_the_cache_off(
    model: LlamaForCausalLM, tokenizer: Any
) -> None:
    expected = answer(model, tokenizer, PROMPTS, 8)
    model.gradient_checkpointing_enable({"use_reentrant": False})
    model.train()

    assert answer(model, tokenizer, PROMPTS, 8) == expected


def test_no_prompts_give_no_answers(model: LlamaForCausalLM, tokenizer: Any) -> None:
    assert answer(model, tokenizer, [], 5) == []


def test_korean_and_english_prompts_come_back_as_they_were(
    model: LlamaForCausalLM, tokenizer: Any
) -> None:
    answers = answer(model, tokenizer, PROMPTS, 1)

    assert answers[1] == Answer(PROMPTS[1], answers[1].text, 1, False)
