"""The error that a job reports to people.

Owns the check that every code stands in libs/contracts/schema/error-codes.json.
Does not know how an error is shown or which exit status follows.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_CODES_FILE = Path(__file__).resolve().parents[3] / "contracts" / "schema" / "error-codes.json"


@cache
def known_codes() -> frozenset[str]:
    """The codes of error-codes.json."""
    return frozenset(json.loads(_CODES_FILE.read_text(encoding="utf-8")))


class JobError(Exception):
    """Something that a person can mend, or a fault that ends the run.

    code:    one of error-codes.json; another is a ValueError
    message: what was wrong and where (file, line, field)
    hint:    what to do about it
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        if code not in known_codes():
            raise ValueError(f"'{code}' is not a code of {_CODES_FILE.name}")
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
