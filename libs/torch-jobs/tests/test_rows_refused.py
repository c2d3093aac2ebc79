"""Bad input: each is named with its place, and the rows around it are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from naru_torch.contract.errors import JobError
from naru_torch.rows.read import RefusedRow, Row, read_rows

USER = {"role": "user", "content": "안녕?"}
ANSWER = {"role": "assistant", "content": "안녕하세요."}
SYSTEM = {"role": "system", "content": "짧게 답해."}
GOOD = json.dumps({"messages": [USER, ANSWER]}, ensure_ascii=False).encode()


def row(*messages: object) -> bytes:
    return json.dumps({"messages": list(messages)}, ensure_ascii=False).encode()


def says(content: object, role: object = "assistant") -> dict[str, object]:
    return {"role": role, "content": content}


BAD_ROWS: dict[str, tuple[bytes, str | None, str]] = {
    "invalid utf-8": (
        GOOD.replace("안녕?".encode(), b"\xec\x95"),
        None,
        f"byte 0xec at offset {len(GOOD) + 1 + GOOD.index('안'.encode())}",
    ),
    "latin-1": (b'{"a": "caf\xe9"}', None, f"is not UTF-8: byte 0xe9 at offset {len(GOOD) + 11}"),
    "half a korean syllable at the end": (GOOD + b"\xea\xb0", None, "is not UTF-8"),
    "surrogates encoded as bytes": (b'{"a": "\xed\xa0\x80"}', None, "is not UTF-8"),
    "broken json": (b'{"messages": [}', None, "is not valid JSON: Expecting value at character 15"),
    "cut json": (GOOD[:-2], None, "is not valid JSON"),
    "two values in a line": (GOOD + b" " + GOOD, None, "is not valid JSON: Extra data"),
    "python's quotes": (b"{'messages': []}", None, "is not valid JSON"),
    "a raw control character": (GOOD.replace(b"?", b"\x01"), None, "control character"),
    "nested without end": (b"[" * 200_000, None, "nested too deeply"),
    "a huge number": (b'{"n": ' + b"9" * 5000 + b"}", None, "is not valid JSON"),
    "a string": (b'"hello"', None, "is a string, not an object"),
    "null": (b"null", None, "is null, not an object"),
    "a number": (b"1.5", None, "is a number, not an object"),
    "no messages": (b'{"id": "1"}', "messages", "is missing; the row's keys are `id`"),
    "no keys": (b"{}", "messages", "is missing; the row's keys are none"),
    "sharegpt": (b'{"conversations": []}', "messages", "this looks like ShareGPT's form"),
    "alpaca": (b'{"instruction": "", "output": ""}', "messages", "looks like Alpaca's form"),
    "messages not a list": (b'{"messages": "hi"}', "messages", "is a string, not a list of turns"),
    "messages null": (b'{"messages": null}', "messages", "is null, not a list of turns"),
    "messages empty": (b'{"messages": []}', "messages", "is empty"),
    "turn not an object": (row(USER, "hi"), "messages[1]", "is a string, not an object"),
    "turn a list": (row(["user", "hi"]), "messages[0]", "is a list, not an object"),
    "no role": (row(USER, {"content": "x"}), "messages[1].role", "is missing"),
    "sharegpt turns": (row({"from": "human", "value": "x"}), "messages[0].role", "ShareGPT's form"),
    "role not text": (row(says("x", 3)), "messages[0].role", "is a number, not one of system"),
    "wrong role": (
        row(USER, says("x", "bot")),
        "messages[1].role",
        "'bot' is not one of system, user, assistant",
    ),
    "tool role": (row(USER, says("{}", "tool")), "messages[1].role", "'tool' is not one of"),
    "role in capitals": (row(says("x", "User")), "messages[0].role", "'User' is not one of"),
    "system in the middle": (
        row(USER, SYSTEM, ANSWER),
        "messages[1].role",
        "a system turn stands first or not at all",
    ),
    "two system turns": (row(SYSTEM, SYSTEM, USER, ANSWER), "messages[1].role", "system turn"),
    "two user turns": (row(USER, USER, ANSWER), "messages[1].role", "is user after user"),
    "two answers": (row(USER, ANSWER, ANSWER), "messages[2].role", "is assistant after assistant"),
    "assistant first": (row(ANSWER), "messages[0].role", "is assistant at the start; user comes"),
    "assistant after system": (row(SYSTEM, ANSWER), "messages[1].role", "assistant after system"),
    "only system": (row(SYSTEM), "messages", "has only a system turn"),
    "only a question": (row(USER), "messages[0]", "the last turn is the user's"),
    "question at the end": (row(USER, ANSWER, USER), "messages[2]", "the last turn is the user's"),
    "no content": (row(USER, {"role": "assistant"}), "messages[1].content", "is missing"),
    "content null": (row(USER, says(None)), "messages[1].content", "is null, not text"),
    "content a number": (row(USER, says(7)), "messages[1].content", "is a number, not text"),
    "content true": (row(USER, says(True)), "messages[1].content", "is true, not text"),
    "content an object": (row(USER, says({"a": 1})), "messages[1].content", "is an object"),
    "empty answer": (row(USER, says("")), "messages[1].content", "the assistant turn is empty"),
    "blank answer": (
        row(USER, says(" \n\u3000")),
        "messages[1].content",
        "assistant turn is empty",
    ),
    "empty question": (row(says("", "user"), ANSWER), "messages[0].content", "user turn is empty"),
    "no parts": (row(USER, says([])), "messages[1].content", "the assistant turn is empty"),
    "an image": (
        row(says([{"type": "image", "url": "x"}], "user"), ANSWER),
        "messages[0].content[0]",
        "is of type image; only text is trained on",
    ),
    "a bare string as a part": (
        row(USER, says(["a"])),
        "messages[1].content[0]",
        "not a text part",
    ),
    "a part without text": (
        row(USER, says([{"type": "text"}])),
        "messages[1].content[0].text",
        "is null, not text",
    ),
    "half a surrogate pair": (
        GOOD.replace("안녕?".encode(), b"a\\ud83d"),
        "messages[0].content",
        "has half a surrogate pair (U+D83D) at 1",
    ),
    "nul": (row(USER, says("ab\0c")), "messages[1].content", "has a NUL character at 2"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_line_is_refused_with_its_place_and_reason(tmp_path: Path, name: str) -> None:
    bad, field, reason = BAD_ROWS[name]
    path = tmp_path / "train.jsonl"
    path.write_bytes(GOOD + b"\n" + bad + b"\n" + GOOD + b"\n")

    before, refused, after = list(read_rows(path))

    assert isinstance(before, Row)
    assert isinstance(after, Row)
    assert isinstance(refused, RefusedRow)
    assert (refused.file, refused.line, refused.field) == (str(path), 2, field)
    assert reason in refused.reason


@pytest.mark.parametrize("name", [name for name in BAD_ROWS if "two values" not in name])
def test_a_bad_element_is_refused_with_its_number(tmp_path: Path, name: str) -> None:
    bad, field, _ = BAD_ROWS[name]
    path = tmp_path / "train.json"
    path.write_bytes(b"[\n" + GOOD + b",\n" + bad + b",\n" + GOOD + b"\n]\n")

    read = list(read_rows(path))

    refused = next(row for row in read if isinstance(row, RefusedRow))
    assert isinstance(read[0], Row)
    assert (refused.line, refused.field) == (3, field)
    assert refused.reason.startswith("element 2: ")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (b"[" + GOOD + b",\n\n" + GOOD[:40], 3, "element 3: the file ends inside the array"),
        (b"[" + GOOD + b",\n", 1, "element 2: the file ends inside the array"),
        (b"[" + GOOD + b"]\n\nmore", 3, "element 2: there is more text after the array's end"),
        (b"[" + GOOD + b",\n,\n" + GOOD + b"]", 2, "element 2: there is nothing before the comma"),
    ],
    ids=["cut in an element", "cut after a comma", "text after the end", "two commas"],
)
def test_a_damaged_array_is_named_and_its_good_rows_are_read(
    tmp_path: Path, text: bytes, line: int, reason: str
) -> None:
    path = tmp_path / "train.json"
    path.write_bytes(text)

    read = list(read_rows(path))

    assert isinstance(read[0], Row)
    assert any(
        isinstance(row, RefusedRow) and row.line == line and row.reason.startswith(reason)
        for row in read
    ), read


WHOLE_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "only blank lines": (b"\n \r\n\t\n", "has no rows"),
    "only a bom": (b"\xef\xbb\xbf", "has no rows"),
    "an empty array": (b"[ ]\n", "has no rows"),
    "utf-16": ("[]".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
    "gzip": (b"\x1f\x8b\x08\x00", "is gzip"),
    "parquet": (b"PAR1....PAR1", "is a Parquet file"),
    "a spreadsheet": (b"PK\x03\x04....", "is a zip archive"),
    "an lfs pointer": (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_without_rows_is_an_error(tmp_path: Path, name: str) -> None:
    content, message = WHOLE_FILES[name]
    path = tmp_path / "자료.jsonl"
    path.write_bytes(content)

    with pytest.raises(JobError) as raised:
        list(read_rows(path))

    assert raised.value.code == "data.invalid"
    assert str(path) in raised.value.message
    assert message in raised.value.message


def test_a_missing_file_is_not_found_before_any_row_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(JobError) as raised:
        read_rows(tmp_path / "none.jsonl")

    assert raised.value.code == "data.not-found"
    assert "none.jsonl" in raised.value.message


def test_a_path_through_a_file_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(GOOD)

    with pytest.raises(JobError) as raised:
        read_rows(tmp_path / "file" / "train.jsonl")

    assert raised.value.code == "data.not-found"


def test_a_folder_is_invalid(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="is a folder") as raised:
        read_rows(tmp_path)

    assert raised.value.code == "data.invalid"


def test_a_pipe_is_invalid_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(JobError, match="is not an ordinary file"):
        read_rows(tmp_path / "pipe")


def test_a_loop_of_links_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(JobError, match="cannot be read") as raised:
        read_rows(tmp_path / "a")

    assert raised.value.code == "data.invalid"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads files of any mode")
def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD)
    path.chmod(0)

    with pytest.raises(JobError, match="cannot be read"):
        read_rows(path)
