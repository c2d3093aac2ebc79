"""Tasks of EleutherAI's lm-eval over local files, asked of a model as Naru loads it.

Owns handing lm-eval a base model with an adapter, and where its own results go: the files that
`lm-eval run --log_samples --output_path` writes. Knows nothing of what is made of them. Nothing is
downloaded.

usage: run_tasks.py request.json
       with libs/torch-jobs on PYTHONPATH; progress goes to stdout, a JSON line each
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from naru_torch.libraries import prepare_environment

PROGRESS_EVERY = 8


def main(request_path: Path) -> None:
    """Runs the tasks that a request names; what it writes is whole when it ends with status 0."""
    request: dict[str, Any] = json.loads(request_path.read_text(encoding="utf-8"))
    progress = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # lm-eval talks to people on stdout
    _end_with_launcher()
    _stay_offline()
    from lm_eval.evaluator import simple_evaluate
    from lm_eval.loggers import EvaluationTracker
    from lm_eval.tasks import TaskManager

    tracker = EvaluationTracker(output_path=request["output"])
    results = simple_evaluate(
        model=_model(request, progress),
        tasks=request["tasks"],
        task_manager=TaskManager(include_path=request["folders"], include_defaults=False),
        limit=request["limit"],
        apply_chat_template=True,
        log_samples=True,
        evaluation_tracker=tracker,
        bootstrap_iters=0,
    )
    samples = results.pop("samples")
    tracker.save_results_aggregated(results=results, samples=samples)
    for task in results["configs"]:
        tracker.save_results_samples(task_name=task, samples=samples[task])


def _end_with_launcher() -> None:
    """Ends this process where the one that holds its stdin is gone, also by kill -9."""

    def wait() -> None:
        while os.read(0, 1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _stay_offline() -> None:
    """Data sets of the hub are refused here, whatever a task names."""
    prepare_environment(None)
    for name in ("HF_DATASETS_OFFLINE", "HF_EVALUATE_OFFLINE", "TRANSFORMERS_OFFLINE"):
        os.environ[name] = "1"


def _model(request: dict[str, Any], progress: Any) -> Any:
    """The base model with its tokenizer as every job has them, the adapter in its weights."""
    from lm_eval.models.huggingface import HFLM

    from naru_torch.model.base import Base
    from naru_torch.model.precision import choose_device, choose_dtype

    class Told(HFLM):
        """Says how many sequences it has been through."""

        _done = 0
        _total = 0

        def _loglikelihood_tokens(self, requests: Any, *more: Any, **named: Any) -> Any:
            self._total += len(requests)
            return super()._loglikelihood_tokens(requests, *more, **named)

        def _model_call(self, inps: Any, *more: Any, **named: Any) -> Any:
            logits = super()._model_call(inps, *more, **named)
            self._done += len(inps)
            if self._done % PROGRESS_EVERY < len(inps):
                told = {"done": self._done, "total": self._total}
                print(json.dumps(told), file=progress, flush=True)
            return logits

    device = choose_device(request["device"], 0)
    base = Base(request["base"])
    model = base.load(choose_dtype(request["dtype"], device), "sdpa", device)
    if request["adapter"] is not None:
        from peft import PeftModel

        adapted = PeftModel.from_pretrained(model, request["adapter"], is_trainable=False)
        model = adapted.merge_and_unload().eval()
    return Told(pretrained=model, tokenizer=base.tokenizer, batch_size=request["batchSize"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
