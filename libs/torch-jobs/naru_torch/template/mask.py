"""Chat rows as token ids, with a mask of what is learned.

Owns the mask, BOS and truncation. Knows nothing of batches or of files.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.rows.row import Row
from naru_torch.template.probe import TemplateFacts, probe, template_of
from naru_torch.template.render import NotRendered, Rendered
from naru_torch.template.special import choose_pad_id, special_tokens, spelled_in_content

_ROWS_AT_ONCE = 256


class RowRefused(Exception):
    """One row that this tokenizer, template or length cannot train on.

    field: path inside the row, such as `messages[1].content`; None for the row as a whole
    """

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason if field is None else f"{field} {reason}")
        self.reason = reason
        self.field = field


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One row as the model sees it; at least one token is supervised, the first never.

    input_ids:  token ids, special tokens included
    supervised: for each token, whether it is learned (as a target)
    source:     `file:line`
    truncated:  tokens beyond max_length were cut off at the right
    """

    input_ids: list[int]
    supervised: list[bool]
    language: str | None
    source: str
    truncated: bool


@dataclass(frozen=True, slots=True)
class TracedRow:
    """A row at its full length, with the text behind its tokens.

    ends:   for each token, the place in `text` after its last character; 0 for a BOS token that
            stands in no text
    answers: first character and the one after the last of each assistant turn, its closing token
             included
    """

    tokens: TokenRow
    text: str
    ends: list[int]
    answers: list[tuple[int, int]]


class ChatTokenizer:
    """A tokenizer with its chat template.

    tokenizer:       a fast tokenizer of transformers
    template_sha256: of the template's text, UTF-8
    facts:           what the template does and cannot do
    end_of_turn_id:  the token that closes an assistant turn; end_of_turn is its text
    pad_id:          a token to pad with; neither end of turn nor EOS if the vocabulary allows
    """

    def __init__(
        self, tokenizer: Any, vocabulary: int | None = None, day: date | None = None
    ) -> None:
        """Raises JobError, `template.unsupported` or `model.unsupported`.

        vocabulary: the model has embeddings for ids below it; None: for all of the tokenizer's
        day:        what a template that writes the date takes for today; None: today
        """
        if not tokenizer.is_fast:
            raise JobError(
                "model.unsupported",
                "the base model's tokenizer has no fast form, so tokens cannot be traced to text",
                "Use a model that brings a tokenizer.json.",
            )
        self.tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._template = template_of(tokenizer, day)
        self.template_sha256: str = hashlib.sha256(self._template.text.encode()).hexdigest()
        self.facts: TemplateFacts = probe(tokenizer, self._template)
        self.end_of_turn_id: int = self.facts.end_of_turn_id
        self.end_of_turn: str = tokenizer.convert_ids_to_tokens(self.end_of_turn_id)
        self.pad_id: int = choose_pad_id(tokenizer, self.end_of_turn_id, vocabulary)
        self._spelled = spelled_in_content([*special_tokens(tokenizer), self.end_of_turn])
        # Shared between rows: a list of ids then takes 8 bytes a token, not 36.
        self._ids = list(range(max(tokenizer.get_vocab().values()) + 1))

    def encode(self, row: Row, max_length: int) -> TokenRow:
        """One row, at most max_length tokens. Raises RowRefused."""
        encoded = next(self.encode_many([row], max_length))
        if isinstance(encoded, RowRefused):
            raise encoded
        return encoded

    def encode_many(self, rows: Sequence[Row], max_length: int) -> Iterator[TokenRow | RowRefused]:
        """The same for many rows, in order and faster; a RowRefused is given, not raised."""
        for traced in self._traced(rows, max_length):
            yield traced if isinstance(traced, RowRefused) else traced.tokens

    def trace_many(self, rows: Sequence[Row]) -> Iterator[TracedRow | RowRefused]:
        """The same at full length, for those who count."""
        yield from self._traced(rows, None)

    def _traced(
        self, rows: Sequence[Row], max_length: int | None
    ) -> Iterator[TracedRow | RowRefused]:
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            rendered = [self._rendered(row) for row in some]
            texts = [each.text for each in rendered if isinstance(each, Rendered)]
            tokens = iter(self._tokenized(texts))
            for row, each in zip(some, rendered, strict=True):
                if isinstance(each, RowRefused):
                    yield each
                    continue
                ids, starts, ends = next(tokens)
                masked = self._masked(row, each, ids, starts, ends, max_length)
                if isinstance(masked, RowRefused):
                    yield masked
                    continue
                before = [0] * (len(masked.input_ids) - len(ids))
                yield TracedRow(masked, each.text, before + ends, each.spans)

    def encode_choice(self, prompt: Row, choice: str) -> TokenRow | RowRefused:
        """The prompt, ready for an answer, with one that might follow; its tokens are supervised.

        prompt: ends with a user turn
        choice: plain text, not closed: how an answer begins

        Cut where lm-eval cuts: the tokens of the whole after as many as the prompt alone has.
        """
        for index, message in enumerate(prompt.messages):
            if spelled := self._spelled.search(message.content):
                return RowRefused(
                    f"spells the special token {spelled[0]}", f"messages[{index}].content"
                )
        try:
            text = self._template.prompt(prompt.messages)
        except NotRendered as fault:
            return RowRefused(str(fault))
        (whole, _, _), (alone, _, _) = self._tokenized([text + choice, text])
        if len(whole) <= len(alone):
            return RowRefused("has a choice without a token of its own")
        bos = [self.facts.bos_id] if self.facts.adds_bos and self.facts.bos_id is not None else []
        before = len(bos) + len(alone)
        return TokenRow(
            input_ids=[*bos, *whole],
            supervised=[False] * before + [True] * (len(whole) - len(alone)),
            language=prompt.language,
            source=prompt.source,
            truncated=False,
        )

    def pieces(self, row: TokenRow) -> list[tuple[str, bool]]:
        """The row's text in runs that are learned or not, special tokens shown."""
        pieces: list[tuple[str, bool]] = []
        start = 0
        for end in range(1, len(row.input_ids) + 1):
            if end == len(row.input_ids) or row.supervised[end] != row.supervised[start]:
                text = self.tokenizer.decode(
                    row.input_ids[start:end],
                    skip_special_tokens=False,
                    clean_up_tokenization_spaces=False,
                )
                pieces.append((text, row.supervised[start]))
                start = end
        return pieces

    def _rendered(self, row: Row) -> Rendered | RowRefused:
        for index, message in enumerate(row.messages):
            if spelled := self._spelled.search(message.content):
                return RowRefused(
                    f"spells the special token {spelled[0]}, which the model would read as the "
                    "token and not as text",
                    f"messages[{index}].content",
                )
        if self.facts.system_fault is not None and row.messages[0].role == "system":
            return RowRefused(self.facts.system_fault)
        try:
            return self._template.render(row.messages)
        except NotRendered as fault:
            return RowRefused(str(fault))

    def _tokenized(self, texts: list[str]) -> list[tuple[list[int], list[int], list[int]]]:
        """For each text its ids and each token's first and last character (exclusive)."""
        if not texts:
            return []
        encoded = self.tokenizer(
            texts,
            add_special_tokens=False,
            return_offsets_mapping=True,
            return_attention_mask=False,
            return_token_type_ids=False,
            verbose=False,
        )
        return [
            (ids, [start for start, _ in offsets], [end for _, end in offsets])
            for ids, offsets in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        ]

    def _masked(
        self,
        row: Row,
        rendered: Rendered,
        ids: list[int],
        starts: list[int],
        ends: list[int],
        max_length: int | None,
    ) -> TokenRow | RowRefused:
        if self._vocabulary is not None and (largest := max(ids)) >= self._vocabulary:
            return RowRefused(
                f"has the token {self.tokenizer.convert_ids_to_tokens(largest)} ({largest}), and "
                f"the base model has embeddings for {self._vocabulary} tokens only"
            )
        supervised = [False] * len(ids)
        for span_start, span_end in rendered.spans:
            first = bisect_right(ends, span_start)
            stop = bisect_right(ends, span_end)
            # A token's own start leaves out a space that it begins with; a token that also
            # belongs to the prompt is not the assistant's.
            if first < stop and min(starts[first], ends[first - 1] if first else 0) < span_start:
                first += 1
            try:
                last = ids.index(self.end_of_turn_id, first, stop)
            except ValueError:
                return RowRefused(
                    f"the chat template does not close an assistant turn with {self.end_of_turn}"
                )
            supervised[first : last + 1] = [True] * (last + 1 - first)
        shared = [self._ids[index] for index in ids]
        if self.facts.adds_bos and self.facts.bos_id is not None:
            shared.insert(0, self.facts.bos_id)
            supervised.insert(0, False)
        supervised[0] = False
        length = len(shared) if max_length is None else max_length
        if not any(supervised[:length]):
            return RowRefused(
                f"has no supervised token in its first {length} of {len(shared)} tokens; "
                "a larger max_length would keep some of its answer"
            )
        return TokenRow(
            input_ids=shared[:length],
            supervised=supervised[:length],
            language=row.language,
            source=row.source,
            truncated=len(shared) > length,
        )
