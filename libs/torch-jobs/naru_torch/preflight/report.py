"""The report on the data before any weight is loaded.

Owns the `preflight` event and refused.jsonl. Needs a tokenizer only, no model.
"""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from naru_torch.contract.durable import disk_error, sync_folder, write_bytes
from naru_torch.contract.errors import JobError
from naru_torch.preflight import checks
from naru_torch.preflight.files import Split, commonest, read_splits
from naru_torch.rows.read import RefusedRow
from naru_torch.template.mask import ChatTokenizer, RowRefused, TokenRow

REFUSED_IN_EVENT = 100
PREVIEW_LEARNED_TOKENS = 12
PREVIEW_CHARACTERS = 1200


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the preflight found.

    event: the `preflight` event without its envelope (`v`, `runId`, `seq`, `at`); `type` is there
    """

    event: dict[str, Any]
    train: list[TokenRow]
    validation: list[TokenRow]
    refused: list[RefusedRow]

    def stop_for_refused(self) -> None:
        """Raises JobError `data.invalid` naming the first place, if any row was refused."""
        if not self.refused:
            return
        first = self.refused[0]
        more = len(self.refused) - 1
        also = f" {more:,} more refused." if more else ""
        raise JobError(
            "data.invalid",
            f"{first.source}: {first.what}.{also}",
            "Correct what is refused, or train without them: --set=refused_rows=skip. "
            "All stand in refused.jsonl in the run's folder.",
        )


def run_preflight(
    job: Mapping[str, Any],
    chat_tokenizer: ChatTokenizer,
    generation_config_eos_ids: int | Sequence[int] | None,
    *,
    splits: tuple[Split, Split] | None = None,
    write_refused: bool = True,
) -> Preflight:
    """Reads, splits, tokenises and checks the data of `job` (train-job.schema.json).

    The same job gives the same rows in the same order, in every process of a run.

    generation_config_eos_ids: `eos_token_id` of the base model's generation_config
    splits: what `read_splits` gave for this job, where it was read already
    write_refused: writes all refused rows to `<runDir>/refused.jsonl`, whole or not at all; all
                   ranks but 0 pass False

    Raises JobError: `template.unsupported` if the template is not the run's, `data.not-found`,
    `data.changed`, `data.invalid`, `data.nothing-to-learn`, `disk.full`, `disk.read-only`.
    """
    chat = chat_tokenizer
    config = job["config"]
    _check_template(job, chat)
    splits = splits or read_splits(job["data"], config)
    rows = [_encoded(split, chat, config["max_length"]) for split in splits]
    refused = [row for split in splits for row in split.refused]
    if write_refused:
        _write_refused(Path(job["runDir"]), refused)
    train, validation = rows
    for split, left in zip(splits, rows, strict=True):
        if not left and (split.name == "train" or job["data"]["validation"]):
            raise _nothing_left(split, config["max_length"])

    eos_ids = _as_list(generation_config_eos_ids)
    every = train + validation
    done = [
        checks.supervised_tokens(every),
        checks.one_bos(every, chat),
        checks.end_of_turn_supervised(every, chat),
        checks.end_of_turn_in_generation_config(chat, eos_ids),
        checks.pad_is_not_eos(chat, eos_ids),
        checks.template_prefix_stable(chat),
        checks.unicode_nfc(sum(row.normalized for split in splits for row in split.rows)),
        checks.held_out_rows(len(validation), wanted=config["validation_fraction"] > 0),
    ]
    event = {
        "type": "preflight",
        "ok": all(check.ok for check in done),
        "splits": [_split_event(split, left) for split, left in zip(splits, rows, strict=True)],
        "checks": [check.as_event() for check in done],
        "refused": [row.as_event() for row in refused[:REFUSED_IN_EVENT]],
        "preview": _preview(train, chat),
        "chatTemplateSha256": chat.template_sha256,
    }
    return Preflight(event, train, validation, refused)


def _check_template(job: Mapping[str, Any], chat: ChatTokenizer) -> None:
    expected = job["provenance"]["chatTemplateSha256"]
    if expected is not None and expected != chat.template_sha256:
        raise JobError(
            "template.unsupported",
            "the base model's chat template is not the one that the run began with: "
            f"sha256 {chat.template_sha256[:12]}… where job.json names {expected[:12]}…",
            "Put the template back, or start a new run.",
        )


def _encoded(split: Split, chat: ChatTokenizer, max_length: int) -> list[TokenRow]:
    encoded = []
    for row, tokens in zip(split.rows, chat.encode_many(split.rows, max_length), strict=True):
        if isinstance(tokens, RowRefused):
            split.refused.append(RefusedRow(row.file, row.line, tokens.field, tokens.reason))
        else:
            encoded.append(tokens)
    return encoded


def _nothing_left(split: Split, max_length: int) -> JobError:
    return JobError(
        "data.nothing-to-learn",
        f"no {split.name} row is left to use: {commonest(split.refused)}",
        f"All refused rows stand in refused.jsonl in the run's folder. max_length is {max_length}.",
    )


def _write_refused(run_dir: Path, refused: Iterable[RefusedRow]) -> None:
    target = run_dir / "refused.jsonl"
    beside = run_dir / ".refused.jsonl.tmp"
    lines = (json.dumps(row.as_event(), ensure_ascii=False) + "\n" for row in refused)
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        write_bytes(beside, "".join(lines).encode("utf-8", "backslashreplace"))
        os.replace(beside, target)
        sync_folder(run_dir)
    except OSError as error:
        raise disk_error(error) or _unwritable(target, error) from error


def _unwritable(target: Path, error: OSError) -> JobError:
    return JobError("disk.read-only", f"{target} cannot be written: {error.strerror}")


def _split_event(split: Split, rows: Sequence[TokenRow]) -> dict[str, Any]:
    tokens = [len(row.input_ids) for row in rows]
    supervised = [sum(row.supervised) for row in rows]
    return {
        "name": split.name,
        "rowsRead": split.seen,
        "rowsUsed": len(rows),
        "rowsRefused": len(split.refused),
        "rowsTruncated": sum(row.truncated for row in rows),
        "tokens": sum(tokens),
        "supervisedTokens": sum(supervised),
        "tokensPerRow": _spread(tokens),
        "supervisedPerRow": _spread(supervised),
    }


def _spread(values: Sequence[int]) -> dict[str, float]:
    """Least, median, 95th percentile (nearest rank) and most; zeros for no value."""
    ordered = sorted(values) or [0]
    return {
        "min": ordered[0],
        "median": statistics.median(ordered),
        "p95": ordered[-(-95 * len(ordered) // 100) - 1],
        "max": ordered[-1],
    }


def _preview(rows: Sequence[TokenRow], chat: ChatTokenizer) -> list[dict[str, Any]]:
    """A short row, but one with something to see; long pieces without their middle."""

    def rank(row: TokenRow) -> tuple[bool, bool, int]:
        return (row.truncated, sum(row.supervised) < PREVIEW_LEARNED_TOKENS, len(row.input_ids))

    pieces = chat.pieces(min(rows, key=rank))
    return [{"text": _shortened(text), "learned": learned} for text, learned in pieces]


def _shortened(text: str) -> str:
    if len(text) <= PREVIEW_CHARACTERS:
        return text
    half = PREVIEW_CHARACTERS // 2
    return f"{text[:half]} … {text[-half:]}"


def _as_list(ids: int | Sequence[int] | None) -> list[int]:
    if ids is None:
        return []
    return [ids] if isinstance(ids, int) else list(ids)
