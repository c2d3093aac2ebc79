"""The loss of held-out rows, as a whole and by language.

Owns the mean over supervised tokens. Does not know what a good loss is.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from naru_torch.loop.data import HeldOutData
from naru_torch.loop.loss import Objective
from naru_torch.loop.parallel import Parallel


def evaluate(
    model: torch.nn.Module,
    objective: Objective,
    data: HeldOutData,
    parallel: Parallel,
    check: Callable[[], None],
) -> dict[str, float]:
    """`eval_loss` and `eval_loss_<language>` of each language that rows name.

    check: called before each batch; what it raises ends the evaluation
    """
    places = {language: index + 1 for index, language in enumerate(data.languages)}
    sums = torch.zeros(len(places) + 1, 2, dtype=torch.float64)
    was_training = model.training
    model.eval()
    try:
        for batch, languages in data.batches():
            check()
            losses, sequences = objective.by_token(batch)
            row_sums = torch.zeros(len(languages), 2, dtype=torch.float64)
            row_sums[:, 0].index_add_(0, sequences, losses.double())
            row_sums[:, 1] = torch.bincount(sequences, minlength=len(languages))
            sums[0] += row_sums.sum(dim=0)
            for language, row_sum in zip(languages, row_sums, strict=True):
                if language:
                    sums[places[language]] += row_sum
    finally:
        model.train(was_training)
    everywhere = sums.to(objective.device)
    parallel.sum(everywhere)
    means = (everywhere[:, 0] / everywhere[:, 1]).tolist()
    return {
        "eval_loss": means[0],
        **{f"eval_loss_{language}": means[place] for language, place in places.items()},
    }
