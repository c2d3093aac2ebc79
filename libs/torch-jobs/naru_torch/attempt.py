"""One attempt at a training run: preflight, load, evaluate, sample, train, export.

Owns the order of the phases and what is handed from one to the next. Each phase's
work stands in its own module.
"""

from __future__ import annotations

import logging
import os
import platform
import time
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import torch
from transformers import PreTrainedModel

from naru_torch.contract.durable import tidy
from naru_torch.contract.errors import JobError
from naru_torch.contract.events import EventLog, History, NoEvents
from naru_torch.contract.job import Job, exit_status
from naru_torch.export.adapter import export
from naru_torch.export.card import write_card
from naru_torch.failure import as_job_error
from naru_torch.loop.checkpoint import Checkpoints, State
from naru_torch.loop.data import HeldOutData, TrainingData
from naru_torch.loop.parallel import Parallel
from naru_torch.loop.sample import answer
from naru_torch.loop.seeds import seed_everything
from naru_torch.loop.stop import Stop
from naru_torch.loop.system import System, cpu_name, cpu_quota
from naru_torch.loop.trainer import Trainer
from naru_torch.model.adapter import add_adapter
from naru_torch.model.base import Base
from naru_torch.model.precision import (
    choose_attention,
    choose_device,
    choose_dtype,
    computing,
    describe,
)
from naru_torch.model.quantize import quantization_config, quantize, unpacked
from naru_torch.preflight.files import Split
from naru_torch.preflight.report import Preflight, run_preflight
from naru_torch.template.mask import ChatTokenizer

log = logging.getLogger(__name__)

_LIBRARIES = ("torch", "transformers", "peft", "bitsandbytes", "tokenizers", "accelerate")


class Attempt:
    """One attempt, in one process of the run."""

    def __init__(
        self,
        job: Job,
        splits: tuple[Split, Split],
        events: EventLog | NoEvents,
        history: History,
        stop: Stop,
    ) -> None:
        self._job = job
        self._splits = splits
        self._config = job["config"]
        self._run_dir = Path(job["runDir"])
        self._events = events
        self._history = history
        self._stop = stop
        self._started = time.monotonic()
        self._doing = "the start"
        self._trainer: Trainer | None = None
        self._parallel = Parallel.from_environment(job["device"]["worldSize"])
        self._checkpoints = Checkpoints(self._run_dir, self._config["checkpoints"]["keep"])
        self._saved = self._checkpoints.newest(job["runId"])

    @property
    def saved_step(self) -> int | None:
        """Step of the newest checkpoint."""
        if self._trainer is not None:
            return self._trainer.saved_step
        return self._saved.state.step if self._saved else None

    def run(self) -> None:
        """From the preflight to run.finished. Raises whatever goes wrong."""
        job, config = self._job, self._config
        self._set_threads()
        self._device = choose_device(job["device"]["kind"], self._parallel.local_rank)
        self._dtype = choose_dtype(config["dtype"], self._device)
        self._begin()
        with self._stop.at_once():
            self._parallel.join(self._device)
        base, chat, preflight = self._preflight()
        trainer = self._trainer = self._load(base, chat, preflight)
        self._parallel.watch(self._end_for_peer)
        self._history, saved_step = self._parallel.from_first((self._history, self.saved_step))
        trainer.history = self._history
        if saved_step is not None:
            trainer.resume(self._checkpoints.read(saved_step))

        self._phase("evaluate", "before training")
        trainer.evaluate_before()
        self._sample("before", base, chat)
        self._phase("train", f"{trainer.data.total_steps} steps")
        trainer.train()
        self._parallel.done()
        if self._parallel.first:
            trainer.take_best()
            self._sample("after", base, chat)
            self._phase("export")
            self._finish(trainer, base)
        self._parallel.leave()

    def explain(self, error: BaseException) -> JobError:
        """What went wrong. torchrun stops the others when one process dies: that is no stop."""
        doing = self._trainer.doing if self._trainer else self._doing
        failure = as_job_error(error, doing)
        if failure.code == "cancelled" and self._parallel.has_lost():
            return self._parallel.lost()
        return failure

    def close(self, failure: JobError) -> None:
        """Tells the other processes why this one ends."""
        self._parallel.done()
        self._parallel.tell(failure)

    def _set_threads(self) -> None:
        threads = self._job["device"]["threadsPerProcess"] or cpu_quota()
        if threads is not None and threads < torch.get_num_threads():
            torch.set_num_threads(threads)

    def _begin(self) -> None:
        if not self._parallel.first:
            return
        if self._saved is not None and isinstance(self._events, EventLog):
            self._events.continue_after(self._saved.state.event_seq)
        size = self._parallel.world_size
        self._events.emit(
            "run.started",
            attempt=self._history.attempts + 1,
            pid=os.getpid(),
            resumedFromStep=self.saved_step,
            device=describe(self._device, self._dtype, size, cpu_name()),
            versions=_versions(),
        )
        self._run_dir.mkdir(parents=True, exist_ok=True)
        tidy(self._run_dir)
        self._checkpoints.tidy(after=self.saved_step or 0)

    def _preflight(self) -> tuple[Base, ChatTokenizer, Preflight]:
        self._phase("preflight")
        self._doing = "the preflight"
        with self._stop.at_once():
            base = Base(self._job["base"])
            created = datetime.fromisoformat(self._job["createdAt"]).date()
            chat = ChatTokenizer(base.tokenizer, base.vocabulary, created)
            preflight = run_preflight(
                self._job,
                chat,
                base.eos_ids,
                splits=self._splits,
                write_refused=self._parallel.first,
            )
            del self._splits
        fields = {name: value for name, value in preflight.event.items() if name != "type"}
        self._events.emit("preflight", **fields)
        if self._config["refused_rows"] == "stop":
            preflight.stop_for_refused()
        base.ends_turns_with(chat.end_of_turn_id)
        return base, chat, preflight

    def _load(self, base: Base, chat: ChatTokenizer, preflight: Preflight) -> Trainer:
        config, parallel = self._config, self._parallel
        several_packed = config["packing"] and config["batch_size"] > 1
        attention, why = choose_attention(config["attention"], self._device, several_packed)
        self._phase("load", why)
        self._doing = "loading the base model"
        with self._stop.at_once():
            model = self._base_model(base, attention)
            seed_everything(config["seed"], "adapter")
            adapted = add_adapter(model, config["lora"])
            if config["activation_checkpointing"]:
                model.gradient_checkpointing_enable({"use_reentrant": False})
        rank, size = parallel.rank, parallel.world_size
        data = TrainingData(preflight.train, config, chat.pad_id, rank, size)
        batch_size = config["evaluation"]["batch_size"] or config["batch_size"]
        held_out = HeldOutData(preflight.validation, batch_size, chat.pad_id, rank, size)
        return Trainer(
            config=config,
            model=adapted,
            data=data,
            held_out=held_out,
            checkpoints=self._checkpoints,
            state=State(self._job["runId"], data.digest),
            base=(base.id, base.revision),
            events=self._events,
            history=self._history,
            parallel=parallel,
            stop=self._stop,
            system=System(self._device),
        )

    def _base_model(self, base: Base, attention: str) -> PreTrainedModel:
        device, dtype, settings = self._device, self._dtype, self._config["quantization"]
        if self._config["method"] == "lora":
            return base.load(dtype, attention, device)
        if device.type == "cuda" and not base.is_gguf:
            how = quantization_config(settings, dtype)
            return base.load(dtype, attention, device, quantization=how)
        model = base.load(dtype, attention, torch.device("cpu"))
        quantize(model, settings, dtype, device)
        return model.to(device)

    def _sample(self, stage: str, base: Base, chat: ChatTokenizer) -> None:
        settings, trainer = self._config["samples"], self._trainer
        prompts = settings["prompts"]
        told = all((stage, index) in self._history.samples for index in range(len(prompts)))
        if told or not self._parallel.first or trainer is None:
            return
        self._phase("sample", f"{stage} training")
        trainer.doing = "the sample answers"
        model = trainer.model.get_base_model()
        with self._stop.at_once(), computing(model), unpacked(model):
            answers = answer(model, chat.tokenizer, prompts, settings["max_new_tokens"])
        for index, each in enumerate(answers):
            if (stage, index) in self._history.samples:
                continue
            self._events.emit(
                "sample",
                stage=stage,
                index=index,
                prompt=each.prompt,
                answer=each.text,
                tokens=each.tokens,
                ended=each.ended,
            )

    def _finish(self, trainer: Trainer, base: Base) -> None:
        self._stop.check()
        exported = export(self._run_dir, trainer.model, base)
        self._stop.check()
        state = trainer.state
        result = {
            "steps": state.step,
            "stoppedEarly": state.stopped_early,
            "lossBefore": self._history.evals.get(0, {}),
            "lossAfter": state.best.values if state.best else {},
            "bestStep": state.best.step if state.best else None,
            "trainedTokens": state.tokens,
            "seconds": self._history.seconds + time.monotonic() - self._started,
            "peakMemoryBytes": trainer.peak_bytes(),
            "adapter": exported,
        }
        write_card(self._run_dir, self._job, result)
        self._events.emit("run.finished", **result)

    def _phase(self, name: str, message: str | None = None) -> None:
        self._stop.check()
        log.info("%s%s", name, f": {message}" if message else "")
        self._events.emit("phase", name=name, **({"message": message} if message else {}))

    def _end_for_peer(self, failure: JobError) -> None:
        """Called from a thread while the main one waits for a sum that will never come."""
        fields = {"code": failure.code, "message": failure.message, "hint": failure.hint}
        self._events.emit("run.failed", **fields, checkpointStep=self.saved_step)
        log.error("%s: %s", failure.code, failure.message)
        os._exit(exit_status(failure.code))


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
