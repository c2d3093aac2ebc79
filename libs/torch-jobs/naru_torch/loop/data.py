"""What each process trains on in each step, and the rows held out.

Owns the plan over all epochs and its arithmetic: steps, tokens, digest. Knows
nothing of models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from naru_torch.batches.collate import Batch, collate, collate_packed
from naru_torch.batches.pack import pack
from naru_torch.batches.plan import Step, plan_epoch
from naru_torch.loop.schedule import total_steps
from naru_torch.template.mask import TokenRow


@dataclass(frozen=True)
class PlannedStep:
    """One optimizer step.

    number:     from 0
    mine:       the micro-batches of this process, each a list of sequences (bins of rows)
    tokens:     real tokens of the step, over all processes
    supervised: learned tokens of the step, over all processes: what its loss is divided by
    """

    number: int
    mine: list[list[list[TokenRow]]]
    tokens: int
    supervised: int


class TrainingData:
    """The training rows in their order, for one process."""

    def __init__(
        self,
        rows: Sequence[TokenRow],
        config: Mapping[str, Any],
        pad_id: int,
        rank: int,
        world_size: int,
    ) -> None:
        self._config = config
        self._pad_id = pad_id
        self._rank = rank
        self._world_size = world_size
        lengths = [len(row.input_ids) for row in rows]
        packing = config["packing"]
        bins = pack(lengths, config["max_length"]) if packing else [[i] for i in range(len(rows))]
        self._bins = [[rows[index] for index in indices] for indices in bins]
        self._lengths = [sum(len(row.input_ids) for row in each) for each in self._bins]
        self._supervised = [sum(sum(row.supervised) for row in each) for each in self._bins]
        self.steps_in_epoch = len(self._epoch(0))
        self.total_steps = total_steps(self.steps_in_epoch, config["epochs"], config["max_steps"])
        self.digest = self._digest(rows)

    def steps(self, first: int) -> Iterator[PlannedStep]:
        """The steps from number `first` to the last, over as many epochs as it takes."""
        epoch, skipped = divmod(first, self.steps_in_epoch)
        number = first
        while number < self.total_steps:
            for step in self._epoch(epoch)[skipped:]:
                if number == self.total_steps:
                    return
                yield self._planned(number, step)
                number += 1
            epoch, skipped = epoch + 1, 0

    def collate(self, sequences: list[list[TokenRow]]) -> Batch:
        if self._config["packing"]:
            return collate_packed(sequences, self._pad_id)
        return collate([rows[0] for rows in sequences], self._pad_id)

    def _planned(self, number: int, step: Step) -> PlannedStep:
        everywhere = [index for rank in step for micro_batch in rank for index in micro_batch]
        mine = [[self._bins[index] for index in micro_batch] for micro_batch in step[self._rank]]
        tokens = sum(self._lengths[index] for index in everywhere)
        supervised = sum(self._supervised[index] for index in everywhere)
        return PlannedStep(number, mine, tokens, supervised)

    def _epoch(self, epoch: int) -> list[Step]:
        return plan_epoch(
            self._lengths,
            self._config["batch_size"],
            self._config["gradient_accumulation_steps"],
            self._world_size,
            self._config["seed"],
            epoch,
            self._config["group_by_length"],
        )

    def _digest(self, rows: Sequence[TokenRow]) -> str:
        digest = hashlib.sha256()
        for row in rows:
            digest.update(f"{row.input_ids}{row.supervised}".encode())
        shape = (self._config["batch_size"], self._config["gradient_accumulation_steps"])
        digest.update(f"{shape}{self._world_size}{self.total_steps}".encode())
        return digest.hexdigest()


class HeldOutData:
    """The validation rows in batches of like length, dealt to the processes in turn."""

    def __init__(
        self, rows: Sequence[TokenRow], batch_size: int, pad_id: int, rank: int, world_size: int
    ) -> None:
        ordered = sorted(rows, key=lambda row: (-len(row.input_ids), row.source))
        chunks = [ordered[i : i + batch_size] for i in range(0, len(ordered), batch_size)]
        self._mine = chunks[rank::world_size]
        self._pad_id = pad_id
        self.rows = len(rows)
        self.supervised = sum(sum(row.supervised) for row in rows)
        self.languages = sorted({row.language for row in rows if row.language})

    def batches(self) -> Iterator[tuple[Batch, list[str | None]]]:
        """Each batch with the language of each of its rows."""
        for rows in self._mine:
            yield collate(rows, self._pad_id), [row.language for row in rows]
