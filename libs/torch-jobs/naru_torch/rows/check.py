"""One parsed JSON value as a row of messages, or the reason why it is none.

Owns the rules of a conversation. Does not know how a file is cut into values.

The form is that of Hugging Face's no_robots: {"messages": [{"role", "content"}, ...]}; other
keys are allowed. An optional system turn comes first, then user and assistant in turn, and the
last turn is the assistant's: a question without an answer at the end is most often an export
that was cut, so the row is refused rather than trimmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from naru_torch.rows.language import guess_language
from naru_torch.rows.row import ROLES, Message, Row

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_OTHER_FORMS = {
    "conversations": "ShareGPT's form",
    "instruction": "Alpaca's form",
    "prompt": "a prompt and its completion",
    "text": "plain text",
}


class BadRow(Exception):
    """Why a value is no row. field: path inside the row, None for all of it."""

    def __init__(self, field: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def as_row(value: Any, file: str, line: int | None) -> Row:
    """Raises BadRow with the first fault."""
    if not isinstance(value, dict):
        raise BadRow(None, f"is {_kind(value)}, not an object with messages")
    turns = _turns(value)
    messages: list[Message] = []
    normalized = False
    for index, turn in enumerate(turns):
        role, content = _turn(turn, f"messages[{index}]")
        nfc = unicodedata.normalize("NFC", content)
        normalized = normalized or nfc != content
        messages.append(Message(role, nfc))
    _check_order(messages)
    return Row(
        messages=messages,
        language=_language(value, messages),
        id=_first_text(value, "id", "prompt_id"),
        file=file,
        line=line,
        topic=_first_text(value, "topic", "category"),
        normalized=normalized,
    )


def _turns(value: Mapping[str, Any]) -> list[Any]:
    if "messages" not in value:
        keys = ", ".join(f"`{_short(key)}`" for key in list(value)[:6]) or "none"
        form = next((name for key, name in _OTHER_FORMS.items() if key in value), None)
        looks = f" (this looks like {form})" if form else ""
        raise BadRow("messages", f"is missing; the row's keys are {keys}{looks}")
    turns = value["messages"]
    if not isinstance(turns, list):
        raise BadRow("messages", f"is {_kind(turns)}, not a list of turns")
    if not turns:
        raise BadRow("messages", "is empty")
    return turns


def _turn(turn: Any, field: str) -> tuple[str, str]:
    if not isinstance(turn, dict):
        raise BadRow(field, f"is {_kind(turn)}, not an object with role and content")
    if "role" not in turn:
        looks = "; this looks like ShareGPT's form" if "from" in turn else ""
        raise BadRow(f"{field}.role", f"is missing{looks}")
    role = turn["role"]
    known = ", ".join(ROLES)
    if not isinstance(role, str):
        raise BadRow(f"{field}.role", f"is {_kind(role)}, not one of {known}")
    if role not in ROLES:
        raise BadRow(f"{field}.role", f"'{_short(role)}' is not one of {known}")
    if "content" not in turn:
        raise BadRow(f"{field}.content", "is missing")
    content = _text(turn["content"], f"{field}.content")
    if role != "system" and not content.strip():
        raise BadRow(f"{field}.content", f"the {role} turn is empty")
    return role, content


def _text(content: Any, field: str) -> str:
    """A string, or a list of text parts ({"type": "text", "text": ...}) joined."""
    if isinstance(content, list):
        parts = [_part(part, f"{field}[{index}]") for index, part in enumerate(content)]
        content = "".join(parts)
    if not isinstance(content, str):
        raise BadRow(field, f"is {_kind(content)}, not text")
    if "\0" in content:
        raise BadRow(field, f"has a NUL character at {content.index(chr(0))}")
    try:
        content.encode("utf-8")
    except UnicodeEncodeError as error:
        code = ord(content[error.start])
        raise BadRow(field, f"has half a surrogate pair (U+{code:04X}) at {error.start}") from None
    return content


def _part(part: Any, field: str) -> str:
    if not isinstance(part, dict):
        raise BadRow(field, f"is {_kind(part)}, not a text part")
    if part.get("type") != "text":
        raise BadRow(field, f"is of type {_short(str(part.get('type')))}; only text is trained on")
    if not isinstance(part.get("text"), str):
        raise BadRow(f"{field}.text", f"is {_kind(part.get('text'))}, not text")
    return part["text"]


def _check_order(messages: list[Message]) -> None:
    start = 1 if messages[0].role == "system" else 0
    for index in range(start, len(messages)):
        role = messages[index].role
        expected = "user" if (index - start) % 2 == 0 else "assistant"
        if role == "system":
            raise BadRow(f"messages[{index}].role", "a system turn stands first or not at all")
        if role != expected:
            place = f"after {messages[index - 1].role}" if index else "at the start"
            raise BadRow(f"messages[{index}].role", f"is {role} {place}; {expected} comes here")
    if len(messages) == start:
        raise BadRow("messages", "has only a system turn; nothing is answered")
    if messages[-1].role != "assistant":
        raise BadRow(
            f"messages[{len(messages) - 1}]",
            "the last turn is the user's; add the answer or remove the turn",
        )


def _language(value: Mapping[str, Any], messages: list[Message]) -> str | None:
    named = value.get("language")
    match = _LANGUAGE.fullmatch(named.strip()) if isinstance(named, str) else None
    if match:
        return match[1].lower()
    return guess_language(message.content for message in messages)


def _first_text(value: Mapping[str, Any], *keys: str) -> str | None:
    return next((value[key] for key in keys if isinstance(value.get(key), str)), None)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    names = {str: "a string", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names[type(value)]


def _short(text: str) -> str:
    printable = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return printable if len(printable) <= 40 else printable[:40] + "…"
