"""Files to rows: what is read, and what is left as it was."""

from __future__ import annotations

import json
import tracemalloc
import unicodedata
from pathlib import Path

import pytest

from naru_torch.rows.read import MAX_ROW_BYTES, Message, RefusedRow, Row, read_rows

TURNS = [{"role": "user", "content": "나루가 뭐야?"}, {"role": "assistant", "content": "나루터."}]


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def line(**extra: object) -> str:
    return json.dumps({"messages": TURNS, **extra}, ensure_ascii=False)


def good(rows: list[Row | RefusedRow]) -> list[Row]:
    assert all(isinstance(row, Row) for row in rows), rows
    return [row for row in rows if isinstance(row, Row)]


def test_reads_no_robots_rows_with_their_extra_keys(tmp_path: Path) -> None:
    row = {
        "prompt": "Hi",
        "prompt_id": "a1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello."},
        ],
        "category": "Chat",
    }
    path = written(tmp_path / "train.jsonl", json.dumps(row) + "\n")

    (read,) = good(list(read_rows(path)))

    assert read == Row(
        messages=[
            Message("system", "Be brief."),
            Message("user", "Hi"),
            Message("assistant", "Hello."),
        ],
        language="en",
        id="a1",
        file=str(path),
        line=1,
        topic="Chat",
    )


def test_reads_our_own_keys(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", line(id="x-1", language="ko-KR", topic="git"))

    (row,) = good(list(read_rows(str(path))))

    assert (row.id, row.language, row.topic, row.source) == ("x-1", "ko", "git", f"{path}:1")


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
def test_line_ends_boms_and_blank_lines_do_not_matter(
    tmp_path: Path, bom: bytes, end: bytes, last: bool
) -> None:
    lines = [line().encode(), b"", b"  \t", line(id="2").encode()]
    path = written(tmp_path / "a.jsonl", bom + end.join(lines) + (end if last else b""))

    rows = good(list(read_rows(path)))

    assert [(row.line, row.id) for row in rows] == [(1, None), (4, "2")]
    assert rows[0].messages[0].content == "나루가 뭐야?"


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b"])
def test_only_line_feeds_end_a_line(tmp_path: Path, separator: str) -> None:
    turns = [TURNS[0], {"role": "assistant", "content": f"위{separator}아래"}]
    text = json.dumps({"messages": turns}, ensure_ascii=False)
    path = written(tmp_path / "a.jsonl", text.replace("\\u000b", "\\u000B") + "\n" + line())

    rows = good(list(read_rows(path)))

    assert rows[0].messages[1].content == f"위{separator}아래"
    assert len(rows) == 2


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"], ids=["one line", "0", "2", "tab"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
def test_an_array_is_read_like_lines(tmp_path: Path, indent: int | str | None, bom: bytes) -> None:
    tricky = {"role": "assistant", "content": 'a "quote", a \\ and }]{[ ,'}
    rows = [{"messages": TURNS}, {"messages": [TURNS[0], tricky], "tags": [[], {"a": [1]}]}]
    text = json.dumps(rows, ensure_ascii=False, indent=indent)
    path = written(tmp_path / "a.json", bom + text.encode())

    read = good(list(read_rows(path)))

    assert [row.messages[1].content for row in read] == ["나루터.", tricky["content"]]
    lines = text.split("\n")
    begun = [lines[row.line - 1].lstrip(" \t[")[:1] for row in read if row.line]
    assert begun == ["{", "{"]
    assert (read[0].line == read[1].line) == (indent is None)


def test_text_is_not_altered_but_for_nfc(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "  나루터 \r\n\t끝  ")
    kept = "  공백과\u00a0기호 ①ﬁ \r\n 그대로\u200b  "
    turns = [{"role": "user", "content": decomposed}, {"role": "assistant", "content": kept}]
    path = written(
        tmp_path / "a.jsonl",
        json.dumps({"messages": turns}, ensure_ascii=False) + "\n" + line(),
    )

    first, second = good(list(read_rows(path)))

    assert first.messages[0].content == "  나루터 \r\n\t끝  "
    assert first.messages[1].content == kept
    assert (first.normalized, second.normalized) == (True, False)


def test_text_parts_are_joined(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": "나루"}, {"type": "text", "text": "터"}]
    turns = [TURNS[0], {"role": "assistant", "content": parts}]
    path = written(tmp_path / "a.jsonl", json.dumps({"messages": turns}))

    (row,) = good(list(read_rows(path)))

    assert row.messages[1].content == "나루터"


@pytest.mark.parametrize(
    ("user", "assistant", "language"),
    [
        ("나루가 뭐야?", "나루터야.", "ko"),
        ("kubectl rollout undo deployment/api 뭐죠?", "Deployment를 되돌려요.", "ko"),
        ("What is 나루?", "A ferry landing on a river, in Korean.", "en"),
        ("これは何ですか", "それは本です", None),
        ("12 + 30", "42", None),
    ],
)
def test_a_missing_language_is_guessed(
    tmp_path: Path, user: str, assistant: str, language: str | None
) -> None:
    turns = [{"role": "user", "content": user}, {"role": "assistant", "content": assistant}]
    path = written(tmp_path / "a.jsonl", json.dumps({"messages": turns}))

    (row,) = good(list(read_rows(path)))

    assert row.language == language


def test_a_bad_row_does_not_stop_the_reading(tmp_path: Path) -> None:
    lines = [line(id="1"), '{"messages": [', line(id="3"), "\udcff", line(id="5")]
    path = written(tmp_path / "a.jsonl", "\n".join(lines).encode("utf-8", "surrogateescape"))

    rows = list(read_rows(path))

    assert [type(row) for row in rows] == [Row, RefusedRow, Row, RefusedRow, Row]
    assert [row.line for row in rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "broken",
    [
        ('"broken"', '"bro"ken"'),
        ('"broken"', "broken"),
        ('"broken"', '"broken'),
        ('"broken"', ""),
        ('"broken"', '"bro\\xken"'),
    ],
    ids=["quote inside", "no quotes", "open quote", "no value", "bad escape"],
)
def test_a_broken_element_does_not_take_the_array_with_it(
    tmp_path: Path, indent: int | None, broken: tuple[str, str]
) -> None:
    rows = [
        {"id": "1", "messages": TURNS},
        {"id": "broken", "messages": TURNS},
        {"id": "3", "messages": TURNS},
    ]
    text = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
    if indent:
        text = json.dumps(rows, ensure_ascii=False, indent=indent)
    path = written(tmp_path / "a.json", text.replace(*broken))

    read = list(read_rows(path))

    assert [row.id for row in read if isinstance(row, Row)] == ["1", "3"]
    (refused,) = [row for row in read if isinstance(row, RefusedRow)]
    assert refused.reason.startswith("element 2: is not valid JSON")


def test_lines_that_are_arrays_are_refused_one_by_one(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", json.dumps(TURNS) + "\n" + line() + "\n")

    first, second = list(read_rows(path))

    assert isinstance(first, RefusedRow)
    assert first.reason == "is a list, not an object with messages"
    assert isinstance(second, Row)


@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_huge_row_is_refused_without_being_held(tmp_path: Path, form: str) -> None:
    huge = line(id="x" * (MAX_ROW_BYTES * 4))
    rows = [line(id="1"), huge, line(id="3")]
    text = "\n".join(rows) if form == "jsonl" else "[" + ",\n".join(rows) + "]"
    path = written(tmp_path / f"a.{form}", text)
    del huge, rows, text

    tracemalloc.start()
    read = list(read_rows(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [row.id for row in read if isinstance(row, Row)] == ["1", "3"]
    (refused,) = [row for row in read if isinstance(row, RefusedRow)]
    assert refused.line == 2
    assert "at most 8 MB" in refused.reason
    assert peak < MAX_ROW_BYTES * 2.5


def test_rows_come_while_the_file_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", (line() + "\n") * 20_000)

    rows = read_rows(path)
    next(rows)
    with path.open("a") as file:
        file.write(line(id="late") + "\n")

    assert [row.id for row in rows][-1] == "late"
