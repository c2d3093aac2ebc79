"""What a row costs in tokens: for a forecast before any training.

Owns the figures of one row. Knows nothing of files or of sums over rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from naru_torch.template.mask import TracedRow

_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Density:
    """Tokens that end in a letter of a script, and how many syllables or words they write."""

    tokens: int
    units: int


@dataclass(frozen=True, slots=True)
class RowCount:
    """One row at its full length.

    kept:   for each length, the supervised tokens within it; training at a length that keeps none
            refuses the row
    hangul: of the answers; a token between two scripts counts where it ends
    latin:  of the answers
    """

    tokens: int
    supervised: int
    kept: list[int]
    hangul: Density
    latin: Density


def count(row: TracedRow, lengths: Sequence[int], end_of_turn_id: int) -> RowCount:
    """The figures of a row at these lengths.

    end_of_turn_id: closes answers and writes nothing
    """
    ids, supervised = row.tokens.input_ids, row.tokens.supervised
    learned = sum(supervised)
    text = row.text
    lasts = "".join(
        [
            text[end - 1]
            for token, is_learned, end in zip(ids, supervised, row.ends, strict=True)
            if is_learned and token != end_of_turn_id
        ]
    )
    answers = _answers(row, end_of_turn_id)
    return RowCount(
        tokens=len(ids),
        supervised=learned,
        kept=[learned if length >= len(ids) else sum(supervised[:length]) for length in lengths],
        hangul=Density(
            len(_HANGUL.findall(lasts)), sum(len(_HANGUL.findall(text)) for text in answers)
        ),
        latin=Density(
            len(_LATIN.findall(lasts)), sum(len(_WORD.findall(text)) for text in answers)
        ),
    )


def _answers(row: TracedRow, end_of_turn_id: int) -> list[str]:
    """What the assistant's turns say, without what closes them."""
    closed = [
        before
        for token, before in zip(row.tokens.input_ids, [0, *row.ends[:-1]], strict=True)
        if token == end_of_turn_id
    ]
    texts = []
    for start, stop in row.answers:
        end = next((place for place in closed if start <= place < stop), stop)
        texts.append(row.text[start:end])
    return texts
