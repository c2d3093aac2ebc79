"""What is to be scored, and as which tokens.

Owns reading items and which tokens of each count. Knows nothing of models.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.rows.row import Message, Row
from naru_torch.template.mask import ChatTokenizer, RowRefused, TokenRow


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to score, as ScoreItem of score-job.schema.json.

    choices: continuations of a prompt that ends with a user turn; None: the assistant turns of a
             whole conversation count
    """

    id: str
    messages: list[Message]
    choices: list[str] | None


@dataclass(frozen=True, slots=True)
class Sequenced:
    """The sequences of one item: one for a conversation, one for each choice.

    rows:  the tokens that count are the supervised ones
    bytes: of the text that counts, UTF-8, for each row
    """

    id: str
    is_choice: bool
    rows: list[TokenRow]
    bytes: list[int]


def read_items(path: Path) -> Iterator[Item]:
    """The items of a file of JSON lines. Raises JobError `data.not-found`, `data.invalid`."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _item(line, f"{path}:{number}")
    except FileNotFoundError as error:
        raise JobError("data.not-found", f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise JobError("data.invalid", f"{path} is not UTF-8: {error}") from error


def _item(line: str, where: str) -> Item:
    try:
        value: Any = json.loads(line)
        messages = [Message(each["role"], each["content"]) for each in value["messages"]]
        item = Item(str(value["id"]), messages, value.get("choices"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise JobError("data.invalid", f"{where} is no item: {error!r}") from error
    last = "assistant" if item.choices is None else "user"
    if not messages or messages[-1].role != last:
        raise JobError("data.invalid", f"{where}: its last turn has to be the {last}'s")
    return item


def sequenced(item: Item, chat: ChatTokenizer, max_length: int) -> Sequenced | RowRefused:
    """The item as token rows; refused where the template or max_length has no place for it."""
    row = Row(item.messages, None, item.id, item.id, None)
    if item.choices is None:
        rows: Sequence[TokenRow | RowRefused] = [_encoded(row, chat)]
        texts = ["".join(each.content for each in item.messages if each.role == "assistant")]
    else:
        rows = [chat.encode_choice(row, choice) for choice in item.choices]
        texts = item.choices
    kept: list[TokenRow] = []
    for each in rows:
        if isinstance(each, RowRefused):
            return each
        if len(each.input_ids) > max_length:
            return RowRefused(f"has {len(each.input_ids)} tokens; at most {max_length} are scored")
        kept.append(each)
    return Sequenced(
        item.id, item.choices is not None, kept, [len(text.encode()) for text in texts]
    )


def _encoded(row: Row, chat: ChatTokenizer) -> TokenRow | RowRefused:
    traced = next(chat.trace_many([row]))
    return traced if isinstance(traced, RowRefused) else traced.tokens
