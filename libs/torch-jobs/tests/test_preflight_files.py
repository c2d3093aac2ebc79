"""What a run holds out of its own rows is kept, and is not learned."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tiny_runs import write_rows

from naru_torch.preflight.files import conversation, keep_rows, read_splits
from naru_torch.rows.read import Row, read_rows


def test_rows_that_a_run_held_out_are_kept_as_they_were_read(tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "나루.jsonl", 40)
    sha256 = hashlib.sha256(rows.read_bytes()).hexdigest()
    config = {
        "validation_fraction": 0.1,
        "max_train_rows": None,
        "max_validation_rows": None,
        "seed": 1,
    }
    train, validation = read_splits(
        {"train": [{"path": str(rows), "sha256": sha256}], "validation": []}, config
    )

    keep_rows(tmp_path / "held-out.jsonl", validation.rows)

    kept = [row for row in read_rows(tmp_path / "held-out.jsonl") if isinstance(row, Row)]
    assert len(kept) == 4
    assert [conversation(row) for row in kept] == [conversation(row) for row in validation.rows]
    assert not {conversation(row) for row in kept} & {conversation(row) for row in train.rows}
    first, *_ = (tmp_path / "held-out.jsonl").read_text().splitlines()
    assert set(json.loads(first)) == {"messages"}
