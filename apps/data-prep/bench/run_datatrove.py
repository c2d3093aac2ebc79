"""datatrove over a folder of JSONL files: quality, e-mail and IP addresses, near-duplicates.

Owns the same steps as our bench asks of us, with datatrove's own defaults for their parameters,
but for the length of words, whose default drops most Korean rows before the costly steps.

usage: run_datatrove.py FOLDER WORK LANGUAGE
The last line of stdout is {"seconds": {stage: s}, "kept": n}. LANGUAGE decides the word tokenizer:
en is the default (spaCy); ace_Arab gets its WhitespaceTokenizer, the fastest one that it has.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import GopherQualityFilter
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

CORES = 2


def stages(folder: str, work: str, language: str) -> dict[str, LocalPipelineExecutor]:
    """The five stages in their order. 14 buckets of 8 hashes: 112 permutations, as ours."""
    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)
    quality = GopherQualityFilter(
        language=language, min_avg_word_length=None, max_avg_word_length=None, min_stop_words=None
    )

    def executor(name: str, pipeline: list, tasks: int) -> LocalPipelineExecutor:
        return LocalPipelineExecutor(
            pipeline, tasks=tasks, workers=CORES, logging_dir=f"{work}/logs/{name}"
        )

    clean = [
        JsonlReader(folder, text_key="text", id_key="id"),
        quality,
        PIIFormatter(only_remove_public_ips=False),
        JsonlWriter(f"{work}/clean", compression=None),
    ]
    signatures = MinhashDedupSignature(f"{work}/signatures", config=config, language=language)
    buckets = MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config)
    cluster = MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config)
    last = [
        JsonlReader(f"{work}/clean"),
        MinhashDedupFilter(f"{work}/remove"),
        JsonlWriter(f"{work}/kept", compression=None),
    ]
    return {
        "clean": executor("clean", clean, CORES),
        "signatures": executor("signatures", [JsonlReader(f"{work}/clean"), signatures], CORES),
        "buckets": executor("buckets", [buckets], config.num_buckets),
        "cluster": executor("cluster", [cluster], 1),
        "filter": executor("filter", last, CORES),
    }


def main() -> None:
    folder, work, language = sys.argv[1:4]
    seconds: dict[str, float] = {}
    for name, stage in stages(folder, work, language).items():
        begun = time.perf_counter()
        stage.run()
        seconds[name] = round(time.perf_counter() - begun, 3)
    kept = sum(path.read_bytes().count(b"\n") for path in Path(work, "kept").glob("*.jsonl"))
    print(json.dumps({"seconds": seconds, "kept": kept}))


if __name__ == "__main__":
    main()
