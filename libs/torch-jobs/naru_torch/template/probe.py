"""What a tokenizer and its chat template do, found out on made-up conversations.

Owns the checks that decide, before any data is read, whether rows can be masked by position.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.rows.row import Message
from naru_torch.template.render import ChatTemplate, NotRendered, Rendered
from naru_torch.template.special import begins_with_bos, special_tokens

_SYSTEM = Message("system", "Answer like a ferryman.")
_QUESTION = Message("user", "Where is the ferry?")
_ANSWER = Message("assistant", "At the landing.")
_HINT = "Take an instruct model whose chat template knows user and assistant turns."


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What was found. A fault is None where the template does the thing.

    end_of_turn_id:      the token that closes an assistant turn
    bos_id:              the token that begins every row, None where there is none
    adds_bos:            the template leaves BOS out and the tokenizer's own rule puts it in
    bos_marks_turns:     the BOS token also begins turns (as `<|im_start|>` in SmolLM2)
    several_turns_fault: why conversations of several turns cannot be masked
    system_fault:        why system turns cannot be used
    boundary_fault:      why a prompt's tokens are not the first tokens of prompt and answer
    """

    end_of_turn_id: int
    bos_id: int | None
    adds_bos: bool
    bos_marks_turns: bool
    several_turns_fault: str | None
    system_fault: str | None
    boundary_fault: str | None


def template_of(tokenizer: Any, day: date | None = None) -> ChatTemplate:
    """Raises JobError `template.unsupported` where there is none to choose."""
    try:
        return ChatTemplate(tokenizer, day)
    except NotRendered as fault:
        raise JobError(
            "template.unsupported",
            f"the base model's tokenizer brings no chat template: {fault}",
            f"{_HINT} Or put a chat_template.jinja into its folder.",
        ) from fault


def probe(tokenizer: Any, template: ChatTemplate) -> TemplateFacts:
    """Raises JobError `template.unsupported` if no conversation could be masked."""
    try:
        rendered = template.render([_QUESTION, _ANSWER])
    except NotRendered as fault:
        raise _unsupported(str(fault)) from fault
    ids = _ids(tokenizer, rendered.text)
    bos_id, adds_bos = _bos(tokenizer, ids)
    return TemplateFacts(
        end_of_turn_id=_end_of_turn(tokenizer, rendered),
        bos_id=bos_id,
        adds_bos=adds_bos,
        bos_marks_turns=bos_id is not None and bos_id in ids[0 if adds_bos else 1 :],
        several_turns_fault=_several_turns_fault(template),
        system_fault=_system_fault(template),
        boundary_fault=_boundary_fault(tokenizer, template, ids),
    )


def _end_of_turn(tokenizer: Any, rendered: Rendered) -> int:
    start, end = rendered.spans[0]
    span = rendered.text[start:end]
    at = span.find(_ANSWER.content)
    if at < 0:
        raise _unsupported("the chat template does not write an assistant turn's content as it is")
    specials = set(special_tokens(tokenizer).values())
    if specials.intersection(_ids(tokenizer, span[:at])):
        raise _unsupported(
            "the chat template does not open the assistant's turn when asked for a prompt "
            "(add_generation_prompt), so the turn's header would be learned as an answer"
        )
    closing = {*tokenizer.added_tokens_decoder, tokenizer.eos_token_id}
    for index in _ids(tokenizer, span[at + len(_ANSWER.content) :]):
        if index in closing:
            return index
    raise _unsupported(
        "the chat template does not close an assistant turn with a token of its own, so the "
        "model would never learn to stop"
    )


def _bos(tokenizer: Any, ids: list[int]) -> tuple[int | None, bool]:
    bos = tokenizer.bos_token_id
    if bos is None:
        return None, False
    if ids[:2] == [bos, bos]:
        raise _unsupported(f"the chat template writes {tokenizer.bos_token} twice at the start")
    if ids[:1] == [bos]:
        return bos, False
    adds_bos = begins_with_bos(tokenizer)
    return (bos if adds_bos else None), adds_bos


def _several_turns_fault(template: ChatTemplate) -> str | None:
    try:
        template.render([_QUESTION, _ANSWER, _QUESTION, _ANSWER])
    except NotRendered as fault:
        return str(fault)
    return None


def _system_fault(template: ChatTemplate) -> str | None:
    try:
        prompt = template.prompt([_SYSTEM, _QUESTION])
    except NotRendered as fault:
        return str(fault)
    if _SYSTEM.content not in prompt:
        return "the chat template leaves system turns out"
    return None


def _boundary_fault(tokenizer: Any, template: ChatTemplate, ids: list[int]) -> str | None:
    prompt = _ids(tokenizer, template.prompt([_QUESTION]))
    if ids[: len(prompt)] == prompt:
        return None
    return (
        "the prompt's last token and the answer's first melt into one, so a prompt at serving "
        "time ends in other tokens than in training"
    )


def _ids(tokenizer: Any, text: str) -> list[int]:
    return tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]


def _unsupported(message: str) -> JobError:
    return JobError("template.unsupported", message, _HINT)
