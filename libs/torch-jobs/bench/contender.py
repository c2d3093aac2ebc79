"""One trainer on the benchmark's rows, in a process of its own.

`python -m bench.contender <name> <rows.json> <result.json>`; the names are in CONTENDERS.
Every contender trains the same model in float32 with the same adapter, optimizer and rate,
without activation checkpointing, with loss on the same tokens.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from bench.measure import Measured, forget_peak, peak_bytes
from bench.rows import load_rows, packaged_base
from peft import PeftModel

from naru_torch.loop.seeds import seed_everything
from naru_torch.model.adapter import add_adapter
from naru_torch.model.base import Base
from naru_torch.template.mask import TokenRow

RANK, ALPHA, RATE, SEED = 16, 32, 2e-4, 7
BATCH_SIZE, MAX_LENGTH = 4, 1024

NARU_CONFIG: dict[str, Any] = {
    "max_length": MAX_LENGTH,
    "batch_size": BATCH_SIZE,
    "gradient_accumulation_steps": 1,
    "packing": False,
    "group_by_length": True,
    "epochs": 1,
    "max_steps": None,
    "learning_rate": RATE,
    "schedule": "constant",
    "warmup_ratio": 0,
    "min_learning_rate_ratio": 0,
    "optimizer": "adamw",
    "weight_decay": 0,
    "adam_beta1": 0.9,
    "adam_beta2": 0.999,
    "max_grad_norm": 1,
    "activation_checkpointing": False,
    "seed": SEED,
    "log_every_steps": 1,
    "evaluation": {
        "every_steps": None,
        "early_stopping_patience": None,
        "early_stopping_min_delta": 0,
    },
    "checkpoints": {"every_steps": 1 << 30, "keep": 1},
    "lora": {
        "rank": RANK,
        "alpha": ALPHA,
        "dropout": 0,
        "target_modules": "all-linear",
        "rslora": False,
        "dora": False,
    },
}

TRL_STOCK: dict[str, Any] = {
    "max_length": MAX_LENGTH,
    "per_device_train_batch_size": BATCH_SIZE,
    "num_train_epochs": 1,
    "learning_rate": RATE,
    "lr_scheduler_type": "constant",
    "gradient_checkpointing": False,
    "bf16": False,
    "use_cpu": True,
    "seed": SEED,
    "report_to": "none",
    "save_strategy": "no",
    "disable_tqdm": True,
}
TRL_PACKED = TRL_STOCK | {"packing": True}
TRL_GROUPED = TRL_STOCK | {"train_sampling_strategy": "group_by_length"}
TRL_ORDERED = TRL_STOCK | {"train_sampling_strategy": "sequential", "logging_steps": 1}
# TRL flattens the packed sequences of a batch into one, under a dense mask: one at a time, about
# as many tokens as four rows have, is its better setting without FlashAttention.
TRL_PACKED_ONE = TRL_PACKED | {"per_device_train_batch_size": 1}


def adapted_model() -> tuple[Base, PeftModel]:
    """The base in float32 with an untrained adapter, always the same one."""
    base = packaged_base()
    model = base.load(torch.float32, "sdpa", torch.device("cpu"))
    seed_everything(SEED, "adapter")
    return base, add_adapter(model, NARU_CONFIG["lora"])


def train_naru(rows: list[TokenRow], changes: dict[str, Any]) -> Measured:
    """Naru's own Trainer with its own batches; only the events go to a list."""
    from naru_torch.contract.events import History, NoEvents
    from naru_torch.loop.checkpoint import Checkpoints, State
    from naru_torch.loop.data import HeldOutData, TrainingData
    from naru_torch.loop.parallel import Parallel
    from naru_torch.loop.stop import Stop
    from naru_torch.loop.system import System
    from naru_torch.loop.trainer import Trainer

    config = NARU_CONFIG | changes
    measured = Measured()

    class Recorder(NoEvents):
        def emit(self, kind: str, **fields: Any) -> None:
            if kind == "metric":
                measured.mark(fields["values"]["tokens"])
                measured.losses.append(fields["values"]["loss"])

    base, adapted = adapted_model()
    data = TrainingData(rows, config, pad_id=0, rank=0, world_size=1)
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            config=config,
            model=adapted,
            data=data,
            held_out=HeldOutData([], 1, 0, 0, 1),
            checkpoints=Checkpoints(Path(folder), keep=1),
            state=State("bench", data.digest),
            base=(base.id, None),
            events=Recorder(),
            history=History(),
            parallel=Parallel(),
            stop=Stop(),
            system=System(torch.device("cpu")),
        )
        forget_peak()
        trainer.train()
        measured.peak_bytes = peak_bytes()
    return measured


def train_trl(rows: list[TokenRow], settings: dict[str, Any]) -> Measured:
    """TRL's SFTTrainer on the same model, tokens and labels."""
    from datasets import Dataset
    from transformers import TrainerCallback
    from trl import SFTConfig, SFTTrainer

    measured = Measured()

    class Recorder(TrainerCallback):
        def on_step_end(self, *_: Any, **__: Any) -> None:
            measured.mark(trainer._total_train_tokens)

        def on_log(self, *_: Any, logs: dict[str, float], **__: Any) -> None:
            if "loss" in logs:
                measured.losses.append(logs["loss"])

    base, adapted = adapted_model()
    dataset = Dataset.from_list(
        [
            {
                "input_ids": row.input_ids,
                "labels": [
                    token if learned else -100
                    for token, learned in zip(row.input_ids, row.supervised, strict=True)
                ],
            }
            for row in rows
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        trainer = SFTTrainer(
            model=adapted,
            args=SFTConfig(output_dir=folder, **settings),
            train_dataset=dataset,
            processing_class=base.tokenizer,
            callbacks=[Recorder()],
        )
        forget_peak()
        trainer.train()
        measured.peak_bytes = peak_bytes()
    return measured


def in_planned_order(rows: list[TokenRow]) -> list[TokenRow]:
    """The rows as Naru's plan without grouping takes them, batch after batch."""
    from naru_torch.batches.plan import plan_epoch

    lengths = [len(row.input_ids) for row in rows]
    plan = plan_epoch(lengths, BATCH_SIZE, 1, 1, SEED, epoch=0, group_by_length=False)
    return [rows[index] for ((micro_batch,),) in plan for index in micro_batch]


CONTENDERS: dict[str, Callable[[list[TokenRow]], Measured]] = {
    "naru": lambda rows: train_naru(rows, {}),
    "naru_packed": lambda rows: train_naru(rows, {"packing": True, "batch_size": 1}),
    "trl_padded": lambda rows: train_trl(rows, TRL_STOCK),
    "trl_packed": lambda rows: train_trl(rows, TRL_PACKED),
    "trl_grouped": lambda rows: train_trl(rows, TRL_GROUPED),
    "naru_ordered": lambda rows: train_naru(rows, {"group_by_length": False}),
    "trl_ordered": lambda rows: train_trl(in_planned_order(rows), TRL_ORDERED),
    "trl_packed_one": lambda rows: train_trl(rows, TRL_PACKED_ONE),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=CONTENDERS)
    parser.add_argument("rows", type=Path)
    parser.add_argument("result", type=Path)
    arguments = parser.parse_args()
    measured = CONTENDERS[arguments.name](load_rows(arguments.rows))
    arguments.result.write_text(json.dumps(measured.as_json()), encoding="utf-8")


if __name__ == "__main__":
    main()
