"""A cheap guess at a text's language: Korean, English or unknown.

Knows two scripts, nothing of words: Latin text in another language passes for English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z가-힣ㄱ-ㆎ]")

SAMPLE_CHARACTERS = 2000
KOREAN_SHARE = 0.1
"""Of the letters. Korean on technical matters carries much Latin (names, commands, code), and one
syllable stands for two or three Latin letters."""


def guess_language(texts: Iterable[str]) -> str | None:
    """ "ko", "en", or None where neither script leads."""
    sample = " ".join(text[:SAMPLE_CHARACTERS] for text in texts)
    hangul = len(_HANGUL.findall(sample))
    latin = len(_LATIN.findall(sample))
    letters = hangul + latin + len(_OTHER_LETTER.findall(sample))
    if letters == 0:
        return None
    if hangul / letters >= KOREAN_SHARE:
        return "ko"
    return "en" if latin / letters >= 0.8 else None
