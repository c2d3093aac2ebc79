"""Conversations as text, with the places where the assistant speaks.

Owns the calls of the chat template and the spans. Knows nothing of tokens.

A span is found by position: the conversation up to an answer, rendered as a prompt, and the same
with the answer must each be a prefix of the whole; what lies between is what the assistant
writes. Searching the text for markers would go wrong wherever content repeats them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from naru_torch.rows.row import Message


class NotRendered(Exception):
    """Why the template cannot be used for a conversation."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """text, and for each assistant turn its first character and the one after its last."""

    text: str
    spans: list[tuple[int, int]]


class ChatTemplate:
    """A tokenizer's chat template. text is its Jinja source."""

    def __init__(self, tokenizer: Any, day: date | None = None) -> None:
        """Raises NotRendered where the tokenizer brings no template to choose.

        day: what a template that writes the date takes for today, so that a run resumed tomorrow
             sees the same tokens; None: today
        """
        try:
            self.text: str = tokenizer.get_chat_template()
        except ValueError as error:
            raise NotRendered(_first_line(error)) from error
        self._tokenizer = tokenizer
        self._today = {} if day is None else {"strftime_now": day.strftime}

    def prompt(self, messages: Sequence[Message]) -> str:
        """The text after which the assistant writes. Raises NotRendered."""
        return self._render(messages, add_generation_prompt=True)

    def render(self, messages: Sequence[Message]) -> Rendered:
        """A conversation that ends with an assistant turn. Raises NotRendered."""
        text = self._render(messages, add_generation_prompt=False)
        spans = []
        for index, message in enumerate(messages):
            if message.role != "assistant":
                continue
            before = self.prompt(messages[:index])
            is_last = index == len(messages) - 1
            upto = text if is_last else self._render(messages[: index + 1], False)
            if not (upto.startswith(before) and text.startswith(upto)):
                raise NotRendered(
                    "the chat template writes earlier turns differently once later ones follow, "
                    "so what the assistant writes cannot be told by position"
                    if upto.startswith(before)
                    else "the chat template's prompt is not the beginning of the same "
                    "conversation with its answer"
                )
            spans.append((len(before), len(upto)))
        return Rendered(text, spans)

    def _render(self, messages: Sequence[Message], add_generation_prompt: bool) -> str:
        turns = [{"role": message.role, "content": message.content} for message in messages]
        try:
            return self._tokenizer.apply_chat_template(
                turns,
                chat_template=self.text,
                tokenize=False,
                add_generation_prompt=add_generation_prompt,
                **self._today,
            )
        except Exception as error:  # a template is a program of somebody else's
            raise NotRendered(f"the chat template refuses it: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
