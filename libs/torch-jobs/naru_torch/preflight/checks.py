"""What is looked at before training, each as one line for people.

Owns the checks' names and words (`PreflightCheck` of job-event.schema.json). What would train
wrongly is raised; what a person should know is a check that is not ok.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from naru_torch.contract.errors import JobError
from naru_torch.template.mask import ChatTokenizer, TokenRow


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report."""

    name: str
    ok: bool
    detail: str

    def as_event(self) -> dict[str, object]:
        return {"name": self.name, "ok": self.ok, "detail": self.detail}


def supervised_tokens(rows: Sequence[TokenRow]) -> Check:
    """Raises JobError `data.nothing-to-learn` if a row learns nothing."""
    counts = [sum(row.supervised) for row in rows]
    if not counts or min(counts) == 0:
        raise JobError("data.nothing-to-learn", "a row has no supervised token")
    tokens = sum(len(row.input_ids) for row in rows)
    share = 100 * sum(counts) / tokens
    detail = (
        f"{sum(counts):,} of {tokens:,} tokens are learned ({share:.0f}%), "
        f"at least {min(counts)} in every row"
    )
    return Check("supervised-tokens", True, detail)


def one_bos(rows: Sequence[TokenRow], chat: ChatTokenizer) -> Check:
    """Raises JobError `template.unsupported` if a row has no BOS or several where one is due."""
    facts = chat.facts
    if facts.bos_id is None:
        return Check("one-bos", True, "the model's texts begin without a BOS token, and so do rows")
    bos = chat.tokenizer.convert_ids_to_tokens(facts.bos_id)
    for row in rows:
        doubled = row.input_ids[1:2] == [facts.bos_id]
        repeated = not facts.bos_marks_turns and row.input_ids.count(facts.bos_id) != 1
        if row.input_ids[0] != facts.bos_id or doubled or repeated:
            raise JobError("template.unsupported", f"{row.source} does not have exactly one {bos}")
    by = "the tokenizer's rule; the template leaves it out" if facts.adds_bos else "the template"
    also = "; it also begins turns" if facts.bos_marks_turns else ""
    return Check("one-bos", True, f"every row begins with exactly one {bos}, by {by}{also}")


def end_of_turn_supervised(rows: Sequence[TokenRow], chat: ChatTokenizer) -> Check:
    """Raises JobError `template.unsupported` if an answer is learned without its end."""
    cut = 0
    for row in rows:
        last = len(row.supervised) - 1 - row.supervised[::-1].index(True)
        if row.input_ids[last] == chat.end_of_turn_id:
            continue
        if not row.truncated:
            raise JobError(
                "template.unsupported", f"{row.source}: {chat.end_of_turn} is not learned"
            )
        cut += 1
    detail = f"{chat.end_of_turn} is learned at the end of every answer"
    if cut:
        detail += f", but for {cut:,} that max_length cuts off"
    return Check("end-of-turn-supervised", True, detail)


def end_of_turn_in_generation_config(chat: ChatTokenizer, eos_ids: Sequence[int]) -> Check:
    name = "end-of-turn-in-generation-config"
    if chat.end_of_turn_id in eos_ids:
        return Check(name, True, f"generation stops at {chat.end_of_turn}")
    at = ", ".join(_token(chat, index) for index in eos_ids) or "no token"
    detail = (
        f"the base model's generation_config stops at {at} and not at {chat.end_of_turn} "
        f"({chat.end_of_turn_id}): give a server that token as a stop, or answers will not end"
    )
    return Check(name, False, detail)


def pad_is_not_eos(chat: ChatTokenizer, eos_ids: Sequence[int]) -> Check:
    name = "pad-is-not-eos"
    own = chat.tokenizer.pad_token_id
    pad = _token(chat, chat.pad_id)
    if chat.pad_id in {chat.end_of_turn_id, chat.tokenizer.eos_token_id, *eos_ids}:
        detail = f"rows are padded with {pad}, which also ends texts; no label is lost by it"
        return Check(name, False, detail)
    if own == chat.pad_id:
        return Check(name, True, f"rows are padded with {pad}")
    why = (
        "the tokenizer has no pad token" if own is None else f"its own, {_token(chat, own)}, is EOS"
    )
    return Check(name, True, f"rows are padded with {pad}; {why}")


def template_prefix_stable(chat: ChatTokenizer) -> Check:
    faults = [chat.facts.several_turns_fault, chat.facts.system_fault, chat.facts.boundary_fault]
    if not any(faults):
        detail = "a conversation is the beginning of the same conversation with its next turn"
        return Check("template-prefix-stable", True, detail)
    parts = []
    if chat.facts.several_turns_fault:
        parts.append(f"rows of several turns are refused: {chat.facts.several_turns_fault}")
    if chat.facts.system_fault:
        parts.append(f"rows with a system turn are refused: {chat.facts.system_fault}")
    if chat.facts.boundary_fault:
        parts.append(chat.facts.boundary_fault)
    return Check("template-prefix-stable", False, "; ".join(parts))


def unicode_nfc(normalized: int) -> Check:
    detail = (
        f"{normalized:,} rows held decomposed characters (NFD) and were composed (NFC)"
        if normalized
        else "all text is composed (NFC)"
    )
    return Check("unicode-nfc", True, detail)


def held_out_rows(count: int, wanted: bool) -> Check:
    if count:
        return Check("held-out-rows", True, f"{count:,} rows are held out to measure with")
    detail = "no row is held out, so nothing is measured while training"
    return Check("held-out-rows", not wanted, detail)


def _token(chat: ChatTokenizer, index: int) -> str:
    return chat.tokenizer.convert_ids_to_tokens(index) or f"token {index}"
