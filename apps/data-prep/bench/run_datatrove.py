"""datatrove over a folder of JSONL files: quality, e-mail and IP addresses, near-duplicates.

Owns the same steps as our bench asks of us, with datatrove's own defaults for their parameters.
The limits of its quality filter are so wide that rows pass it: they are measured as ever, and
must reach the near-duplicates as ours do.

usage: run_datatrove.py FOLDER WORK LANGUAGE
The last line of stdout is {"seconds": {stage: s}, "kept": n}. LANGUAGE decides the word tokenizer:
en is the default (spaCy); anp gets indic-nlp-library's, one regular expression and the fastest of
all (its WhitespaceTokenizer is spaCy's, too).
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
        language=language,
        min_doc_words=1,
        max_symbol_word_ratio=1e9,
        max_bullet_lines_ratio=2.0,
        max_ellipsis_lines_ratio=2.0,
        max_non_alpha_words_ratio=1e-9,
        min_avg_word_length=None,
        max_avg_word_length=None,
        min_stop_words=None,
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
