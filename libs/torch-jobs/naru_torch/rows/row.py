"""One conversation, and one line that is none.

Owns the two shapes that a data file is read into. Knows nothing of files' forms or of tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. role is one of ROLES; content is NFC, otherwise as written."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation that ends with an assistant turn.

    messages:   an optional system turn, then user and assistant in turn, assistant last
    language:   as the row names it (primary subtag, lower case), else guessed: "ko", "en", None
    id:         the row's `id` or `prompt_id`
    file, line: where it was read; line counts from 1
    topic:      the row's `topic` or `category`
    normalized: some content was not in Unicode's form NFC and now is
    """

    messages: list[Message]
    language: str | None
    id: str | None
    file: str
    line: int | None
    topic: str | None = None
    normalized: bool = False

    @property
    def source(self) -> str:
        """Where the row stands, for people: `file:line`."""
        return _place(self.file, self.line)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that is left out.

    line:  from 1; None where the file has no lines to count
    field: path inside the row, such as `messages[2].role`; None for the row as a whole
    """

    file: str
    line: int | None
    field: str | None
    reason: str

    @property
    def source(self) -> str:
        """Where the row stands, for people: `file:line`."""
        return _place(self.file, self.line)

    @property
    def what(self) -> str:
        """The field, when one is to blame, and the reason."""
        return f"{self.field} {self.reason}" if self.field else self.reason

    def as_event(self) -> dict[str, object]:
        """As `RefusedRow` of job-event.schema.json."""
        event: dict[str, object] = {"file": self.file, "line": self.line, "reason": self.reason}
        if self.field is not None:
            event["field"] = self.field
        return event


def _place(file: str, line: int | None) -> str:
    return file if line is None else f"{file}:{line}"
