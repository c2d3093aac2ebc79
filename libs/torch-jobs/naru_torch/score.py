"""The score job as a process: items in, their log-likelihoods out.

Owns loading what is scored with, the order of the files and what is written of each. What counts
stands in scoring/, what a job is as a process in side_job.py.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog
from naru_torch.contract.job import Job, load_score_job
from naru_torch.libraries import prepare_environment, without_sklearn
from naru_torch.side_job import DAY, run_side_job, write_whole


def score(job_path: Path) -> int:
    """Runs the job; returns the exit status that its terminal event implies."""
    return run_side_job(job_path, load_score_job, _run, "scoring")


def _run(job: Job, events: EventLog) -> None:
    prepare_environment(job["device"]["threads"])
    without_sklearn()
    from naru_torch.model import bnb

    bnb.hide()
    from naru_torch.loop.loss import Objective
    from naru_torch.model.base import Base
    from naru_torch.model.precision import choose_device, choose_dtype, computing
    from naru_torch.template.mask import ChatTokenizer

    started = time.monotonic()
    base = Base(job["base"])
    chat = ChatTokenizer(base.tokenizer, base.vocabulary, DAY)
    _require_template(job, chat.template_sha256)
    device = choose_device(job["device"]["kind"], 0)
    dtype = choose_dtype(job["dtype"], device)
    events.emit(
        "run.started",
        attempt=1,
        pid=os.getpid(),
        resumedFromStep=None,
        device=job["device"]["kind"],
        versions={name: version(name) for name in ("torch", "transformers", "peft", "tokenizers")},
    )
    model = _with_adapter(base.load(dtype, "sdpa", device), job["adapter"])
    objective = Objective(model)
    counts = {"items": 0, "refused": 0, "tokens": 0}
    with computing(model):
        for file in job["files"]:
            if not Path(file["output"]).exists():
                _score_file(file, job, chat, objective, events, counts)
    events.emit(
        "score.finished",
        **counts,
        seconds=time.monotonic() - started,
        chatTemplateSha256=chat.template_sha256,
    )


def _score_file(
    file: dict[str, str],
    job: Job,
    chat: Any,
    objective: Any,
    events: EventLog,
    counts: dict[str, int],
) -> None:
    from naru_torch.scoring.items import Sequenced, read_items, sequenced
    from naru_torch.scoring.likelihood import log_likelihoods

    each = [
        (item.id, sequenced(item, chat, job["maxLength"]))
        for item in read_items(Path(file["items"]))
    ]
    rows = [row for _, item in each if isinstance(item, Sequenced) for row in item.rows]
    told = 0

    def tell(count: int) -> None:
        nonlocal told
        told += count
        events.emit("score.progress", file=file["items"], done=told, total=len(rows))

    sums = iter(
        log_likelihoods(
            rows, objective, pad_id=chat.pad_id, batch_tokens=job["batchTokens"], done=tell
        )
    )
    lines = []
    for name, item in each:
        if isinstance(item, Sequenced):
            lines.append(_scored(item, sums))
        else:
            lines.append({"id": name, "refused": str(item)})
            counts["refused"] += 1
    counts["items"] += len(each)
    counts["tokens"] += sum(sum(row.supervised) for row in rows)
    write_whole(
        Path(file["output"]), "".join(f"{json.dumps(x, ensure_ascii=False)}\n" for x in lines)
    )


def _scored(item: Any, sums: Iterator[float]) -> dict[str, Any]:
    scores = [
        {"logLikelihood": next(sums), "tokens": sum(row.supervised), "bytes": size}
        for row, size in zip(item.rows, item.bytes, strict=True)
    ]
    return {"id": item.id, **({"choices": scores} if item.is_choice else scores[0])}


def _with_adapter(model: Any, adapter: dict[str, str] | None) -> Any:
    """The model with the adapter merged into its weights, or as it is."""
    if adapter is None:
        return model
    from peft import PeftModel

    from naru_torch.model.adapter import CONFIG, WEIGHTS

    folder = Path(adapter["path"])
    for name in (WEIGHTS, CONFIG):
        if not (folder / name).is_file():
            raise JobError("model.not-found", f"The adapter has no file {folder / name}.")
    with (folder / WEIGHTS).open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != adapter["sha256"]:
        raise JobError(
            "model.changed",
            f"{folder / WEIGHTS} has sha256 {found}, the job names {adapter['sha256']}.",
            "Evaluate the adapter that is there now.",
        )
    adapted = PeftModel.from_pretrained(model, folder, is_trainable=False)
    return adapted.merge_and_unload().eval()


def _require_template(job: Job, found: str) -> None:
    wanted = job["chatTemplateSha256"]
    if wanted in (None, found):
        return
    raise JobError(
        "template.unsupported",
        f"The base model's chat template has sha256 {found}, the job names {wanted}.",
        "Score with the base model that the adapter was trained on.",
    )
