"""Real tokens per second and peak memory against TRL's SFTTrainer, in one run.

Each contender is a fresh process; repeats are interleaved, so that a busy machine slows all
alike; the first steps of each are left out. The last line printed is one JSON object.
Run: nx run torch-jobs:bench
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.contender import BATCH_SIZE, MAX_LENGTH
from bench.measure import Measured
from bench.rows import packaged_base, sample_rows, save_rows

WARM_UP_STEPS = 2
STOCK = ("trl_padded", "trl_packed")
"""TRL as it comes, with Naru's batch size: padded, and with packing switched on."""
TUNED = ("trl_grouped", "trl_packed_one")
"""TRL with the options that make it fastest here; the better one counts."""


def run_contender(name: str, rows: Path, result: Path) -> Measured:
    """Raises RuntimeError with the end of the process's output."""
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "bench.contender", name, str(rows), str(result)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return Measured(**json.loads(result.read_text(encoding="utf-8")))


def report(found: dict[str, list[Measured]], row_count: int, tokens: int) -> dict[str, object]:
    """The line that is printed; ratios are ours divided by theirs."""
    speeds = {
        name: [each.tokens_per_second(WARM_UP_STEPS) for each in measured]
        for name, measured in found.items()
    }
    speed = {name: statistics.median(each) for name, each in speeds.items()}
    peak = {
        name: statistics.median([each.peak_bytes for each in measured])
        for name, measured in found.items()
    }
    line: dict[str, object] = {}
    for kind, members in (("stock", STOCK), ("tuned", TUNED)):
        theirs = [speed[name] for name in members if name in speed]
        if "naru" in speed and theirs:
            ratio = speed["naru"] / max(theirs)
            line[f"ratio_tokens_per_second_vs_trl_{kind}"] = round(ratio, 3)
    if "naru" in peak and "trl_padded" in peak:
        ratio = peak["naru"] / peak["trl_padded"]
        line["ratio_peak_memory_vs_trl_stock_padded"] = round(ratio, 3)
    for name in speed:
        line[f"tokens_per_second_{name}"] = round(speed[name], 1)
        line[f"tokens_per_second_{name}_all"] = [round(each, 1) for each in speeds[name]]
        line[f"peak_mib_{name}"] = round(peak[name] / 2**20)
    return line | {"rows": row_count, "tokens": tokens, "cores": os.cpu_count()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=24)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--contenders", default=",".join(("naru", *STOCK, *TUNED)))
    arguments = parser.parse_args()
    chosen = arguments.contenders.split(",")
    rows = sample_rows(packaged_base(), arguments.rows, MAX_LENGTH)
    found: dict[str, list[Measured]] = {name: [] for name in chosen}
    with tempfile.TemporaryDirectory() as folder:
        saved, result = Path(folder) / "rows.json", Path(folder) / "result.json"
        save_rows(rows, saved)
        for repeat in range(arguments.repeats):
            for name in chosen:
                measured = run_contender(name, saved, result)
                found[name].append(measured)
                print(
                    f"{repeat + 1}/{arguments.repeats} {name}: "
                    f"{measured.tokens_per_second(WARM_UP_STEPS):.1f} tokens/s, "
                    f"{measured.peak_bytes / 2**20:.0f} MiB",
                    file=sys.stderr,
                    flush=True,
                )
    tokens = sum(len(row.input_ids) for row in rows)
    print(json.dumps(report(found, arguments.rows, tokens) | {"batch_size": BATCH_SIZE}))


if __name__ == "__main__":
    main()
