"""Greedy answers to a few questions, before and after training.

Owns decoding. Knows nothing of events, of adapters or of how a model was
trained. The random state is not touched, so a run with samples and one without
train alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from transformers import DynamicCache, PreTrainedModel, PreTrainedTokenizerBase

from naru_torch.template.mask import ChatTokenizer


@dataclass(frozen=True)
class Answer:
    """One answer.

    prompt: the question as given
    text:   the decoded answer, without special tokens
    tokens: tokens generated, the end-of-turn token not counted
    ended:  False when it was cut at max_new_tokens
    """

    prompt: str
    text: str
    tokens: int
    ended: bool


def answer(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: list[str],
    max_new_tokens: int,
) -> list[Answer]:
    """Answers every prompt as a single user turn, greedily and in one batch.

    An answer ends at the template's end-of-turn token, at the tokenizer's EOS
    or at one of `model.generation_config`; its sampling settings are ignored.
    An answer that has ended leaves the batch. The modules' train or eval state
    and the model's configuration are afterwards as before.

    Raises JobError `template.unsupported`.
    """
    if not prompts:
        return []
    stops = stop_ids(model, tokenizer)
    rows = [
        tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], add_generation_prompt=True, return_dict=False
        )
        for prompt in prompts
    ]
    with _evaluating(model), torch.no_grad():
        generated = _decode(model, rows, stops, max_new_tokens)
    answers = []
    for prompt, tokens in zip(prompts, generated, strict=True):
        ended = bool(tokens) and tokens[-1] in stops
        kept = tokens[:-1] if ended else tokens
        text = tokenizer.decode(kept, skip_special_tokens=True)
        answers.append(Answer(prompt, text, len(kept), ended))
    return answers


def stop_ids(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """Ids that end an answer."""
    configured = getattr(model.generation_config, "eos_token_id", None)
    listed = configured if isinstance(configured, list) else [configured]
    listed = [*listed, tokenizer.eos_token_id, ChatTokenizer(tokenizer).end_of_turn_id]
    return frozenset(i for i in listed if i is not None)


def _decode(
    model: PreTrainedModel, rows: Sequence[Sequence[int]], stops: frozenset[int], limit: int
) -> list[list[int]]:
    """Greedy tokens of each row, its stop token included."""
    device = model.device
    width = max(len(row) for row in rows)
    # Left padding: every row's next token then stands in the last column. The id does not matter.
    tokens = torch.tensor([[0] * (width - len(row)) + list(row) for row in rows], device=device)
    seen = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows], device=device)
    positions = (seen.cumsum(dim=1) - 1).clamp(min=0)
    cache = DynamicCache(config=model.config)
    generated: list[list[int]] = [[] for _ in rows]
    active = list(range(len(rows)))
    for _ in range(limit):
        logits = model(
            input_ids=tokens,
            attention_mask=seen,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        best = logits.argmax(dim=-1)
        for row, token in zip(active, best.tolist(), strict=True):
            generated[row].append(token)
        going = [i for i, token in enumerate(best.tolist()) if token not in stops]
        if not going:
            break
        if len(going) < len(active):
            keep = torch.tensor(going, device=device)
            cache.batch_select_indices(keep)
            seen, positions, best = seen[keep], positions[keep], best[keep]
            active = [active[i] for i in going]
        tokens = best[:, None]
        seen = torch.cat([seen, seen.new_ones(len(active), 1)], dim=1)
        positions = positions[:, -1:] + 1
    return generated


@contextmanager
def _evaluating(model: torch.nn.Module) -> Iterator[None]:
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        yield
    finally:
        for module in training:
            module.training = True
