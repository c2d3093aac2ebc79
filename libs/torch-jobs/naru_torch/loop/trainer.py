"""The training loop.

Owns the order of things in a run of optimizer steps: step, metrics, evaluation,
best, early stop, checkpoint. Knows nothing of files' forms, of how a model was
loaded or of who reads the events.

A step's loss is the sum over all its learned tokens, in all micro-batches and
processes, divided by their number: one batch of eight rows, eight of one and two
processes with four each give the same gradient.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from peft import PeftModel

from naru_torch.contract.errors import JobError
from naru_torch.contract.events import Events, History
from naru_torch.loop.checkpoint import OPTIMIZER, Best, Checkpoints, Saved, State
from naru_torch.loop.data import HeldOutData, PlannedStep, TrainingData
from naru_torch.loop.evaluate import evaluate
from naru_torch.loop.loss import Objective
from naru_torch.loop.optimizer import (
    Gradients,
    make_optimizer,
    optimizer_bytes,
    restore_optimizer,
    set_rate,
)
from naru_torch.loop.parallel import Parallel
from naru_torch.loop.schedule import learning_rate
from naru_torch.loop.seeds import seed_everything
from naru_torch.loop.stop import Stop
from naru_torch.loop.system import System
from naru_torch.model.adapter import (
    adapter_files,
    adapter_weights,
    read_adapter,
    set_adapter_weights,
    trained_parameters,
)


@dataclass
class Trainer:
    """One run of training, from where `state` stands to its end.

    history: what earlier attempts have told already and is not told again
    doing:   what was being computed, for the message when memory runs out
    """

    config: Mapping[str, Any]
    model: PeftModel
    data: TrainingData
    held_out: HeldOutData
    checkpoints: Checkpoints
    state: State
    base: tuple[str, str | None]
    events: Events
    history: History
    parallel: Parallel
    stop: Stop
    system: System
    doing: str = "the first batch"
    _saved: tuple[int, int] | None = field(default=None, init=False)
    _best_now: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.objective = Objective(self.model.get_base_model())
        self._parameters = trained_parameters(self.model)
        self._gradients = Gradients(self._parameters)
        self._optimizer = make_optimizer(self._parameters, self.config)
        self._earlier_peak = 0

    def resume(self, saved: Saved) -> None:
        """Goes back to a checkpoint."""
        if saved.state.data != self.state.data:
            raise JobError(
                "checkpoint.invalid",
                f"The checkpoint {saved.folder} was made with other data or another batch size.",
                "Start a new run.",
            )
        set_adapter_weights(self.model, read_adapter(saved.folder))
        self.objective.weights_changed()
        restore_optimizer(self._optimizer, saved.optimizer())
        self.state = saved.state
        self._saved = self._place()
        self._earlier_peak = saved.state.peak_bytes

    def evaluate_before(self) -> None:
        """Evaluates the untrained adapter, unless an earlier attempt did."""
        if self.held_out.rows and 0 not in self.history.evals:
            self._evaluate()

    def train(self) -> None:
        """Trains to the end, or to the early stop. Raises JobError.

        Being stopped leaves a checkpoint of the last whole step.
        """
        self.model.train()
        try:
            self._settle()
            for step in self.data.steps(self.state.step):
                if self.state.stopped_early:
                    break
                self._step(step)
                self._settle()
        except JobError as error:
            if error.code == "cancelled" and self.state.step > 0:
                self._save()
            raise

    def take_best(self) -> None:
        """Puts the best evaluation's adapter into the model."""
        best = self.state.best
        if best is not None and best.step != self.state.step:
            set_adapter_weights(self.model, read_adapter(self.checkpoints.read(best.step).folder))
            self.objective.weights_changed()

    @property
    def saved_step(self) -> int | None:
        """Step of the newest checkpoint."""
        return self._saved[0] if self._saved else None

    def peak_bytes(self) -> int:
        return max(self.system.peak_bytes(), self._earlier_peak)

    def _step(self, step: PlannedStep) -> None:
        started = time.perf_counter()
        seed_everything(self.config["seed"], step.number, self.parallel.rank)
        self._gradients.zero()
        loss, stopped = self._gradients.signals
        for sequences in step.mine:
            if self.stop.asked:
                stopped.fill_(1)
                break
            batch = self.data.collate(sequences)
            self.doing = "a batch of {} sequences, {} tokens long".format(*batch.input_ids.shape)
            part = self.objective.summed(batch) / step.supervised
            part.backward()
            loss += part.detach()
        self.parallel.sum(self._gradients.whole)
        norm = self._gradients.clip(self.config["max_grad_norm"])
        found, stopped_anywhere, grad_norm = torch.stack((loss, stopped, norm)).tolist()
        if stopped_anywhere:
            self.stop.asked = True
            self.stop.check()
        rate = learning_rate(step.number, self.data.total_steps, self.config)
        finite = math.isfinite(found) and math.isfinite(grad_norm)
        if finite:
            set_rate(self._optimizer, rate)
            self._optimizer.step()
            self.objective.weights_changed()
        self.state.step = step.number + 1
        self._count(step, found, time.perf_counter() - started)
        self._tell_metric(rate, grad_norm, now=not finite)
        if not finite:
            raise JobError(
                "training.diverged",
                f"At step {self.state.step} the loss is {found}, the gradient's norm {grad_norm}.",
                "Lower learning_rate, or raise warmup_ratio. The last checkpoint is from before.",
            )

    def _count(self, step: PlannedStep, loss: float, seconds: float) -> None:
        state, window = self.state, self.state.window
        state.tokens += step.tokens
        state.supervised += step.supervised
        for name, amount in (
            ("loss", loss * step.supervised),
            ("supervised", step.supervised),
            ("tokens", step.tokens),
            ("seconds", seconds),
        ):
            window[name] = window.get(name, 0) + amount

    def _tell_metric(self, rate: float, grad_norm: float, now: bool) -> None:
        step, total = self.state.step, self.data.total_steps
        if step % self.config["log_every_steps"] and step != total and not now:
            return
        window, self.state.window = self.state.window, {}
        if step in self.history.metric_steps:
            return
        values = {
            "loss": window["loss"] / window["supervised"],
            "learning_rate": rate,
            "grad_norm": grad_norm,
            "tokens": self.state.tokens,
            "supervised_tokens": self.state.supervised,
            "tokens_per_second": window["tokens"] / window["seconds"],
            "epoch": step / self.data.steps_in_epoch,
            **self.system.values(),
        }
        self.events.emit("metric", step=step, totalSteps=total, values=values)

    def _settle(self) -> None:
        """What is due after the step that was reached; a resumed run may still owe it."""
        step = self.state.step
        if step == 0:
            return
        self._best_now = False
        due = self._evaluation_due()
        if due and self.state.evaluated < step:
            self._evaluate()
        ended = step == self.data.total_steps or self.state.stopped_early
        every = self.config["checkpoints"]["every_steps"]
        regular = due if every is None else step % every == 0
        if regular or self._best_now or ended:
            self._save()

    def _evaluation_due(self) -> bool:
        if not self.held_out.rows:
            return False
        every = self.config["evaluation"]["every_steps"]
        step = self.state.step
        return step == self.data.total_steps or (every is not None and step % every == 0)

    def _evaluate(self) -> None:
        step, state = self.state.step, self.state
        self.doing = "the evaluation"
        values = evaluate(self.model, self.objective, self.held_out, self.parallel, self.stop.check)
        state.evaluated = step
        if step > 0:
            self._judge(values)
        if step not in self.history.evals:
            self.history.evals[step] = values
            self.events.emit(
                "eval",
                step=step,
                values=values,
                rows=self.held_out.rows,
                supervisedTokens=self.held_out.supervised,
                best=self._best_now,
            )
        if not math.isfinite(values["eval_loss"]):
            raise JobError(
                "training.diverged",
                f"At step {step} the held-out loss is {values['eval_loss']}.",
                "Lower learning_rate; before the first step: the base model itself is broken, "
                "or needs another dtype.",
            )

    def _judge(self, values: dict[str, float]) -> None:
        """Whether this is the best so far, and whether it is time to stop."""
        state, settings = self.state, self.config["evaluation"]
        found = values["eval_loss"]
        wanted = state.best.loss - settings["early_stopping_min_delta"] if state.best else math.inf
        state.stale = 0 if found < wanted else state.stale + 1
        if state.best is None or found < state.best.loss:
            state.best = Best(state.step, values)
            self._best_now = True
        patience = settings["early_stopping_patience"]
        state.stopped_early = (
            patience is not None and state.stale >= patience and state.step < self.data.total_steps
        )

    def _place(self) -> tuple[int, int]:
        """What tells two states of a run apart."""
        return self.state.step, self.state.evaluated

    def _save(self) -> None:
        if self._saved == self._place():
            return
        if self.parallel.first:
            self.events.sync()
            self.state.event_seq = self.events.last_seq
            self.state.peak_bytes = self.peak_bytes()
            files = adapter_files(self.model, adapter_weights(self.model), *self.base)
            files[OPTIMIZER] = optimizer_bytes(self._optimizer)
            size = self.checkpoints.write(self.state, files)
            step = self.state.step
            best = self.state.best is not None and self.state.best.step == step
            path = f"checkpoints/{self.checkpoints.folder(step).name}"
            if step not in self.history.checkpoint_steps:
                self.events.emit("checkpoint", step=step, path=path, bytes=size, best=best)
        self._saved = self._place()
