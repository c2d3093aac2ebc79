"""Do Naru and TRL's SFTTrainer learn alike? Packing off, same batches, order and adapter.

Each trains in a process of its own. The last line printed is one JSON object with the largest
relative difference of the losses, step by step. Run: nx run torch-jobs:bench-agreement
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from bench.contender import MAX_LENGTH
from bench.rows import packaged_base, sample_rows, save_rows
from bench.throughput import run_contender


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=48)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows, result = Path(folder) / "rows.json", Path(folder) / "result.json"
        save_rows(sample_rows(packaged_base(), arguments.rows, MAX_LENGTH), rows)
        ours = run_contender("naru_ordered", rows, result).losses
        theirs = run_contender("trl_ordered", rows, result).losses
    differences = [abs(a - b) / b for a, b in zip(ours, theirs, strict=True)]
    report = {
        "steps": len(ours),
        "max_relative_difference": max(differences),
        "mean_relative_difference": sum(differences) / len(differences),
        "losses_naru": [round(loss, 4) for loss in ours],
        "losses_trl": [round(loss, 4) for loss in theirs],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
