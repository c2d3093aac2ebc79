from __future__ import annotations

from typing import Any

import pytest

from naru_torch.loop.schedule import learning_rate, total_steps


def rates(total: int, **config: Any) -> list[float]:
    settings = {
        "learning_rate": 1.0,
        "schedule": "constant",
        "warmup_ratio": 0,
        "min_learning_rate_ratio": 0,
        **config,
    }
    return [learning_rate(step, total, settings) for step in range(total)]


def test_a_fraction_of_an_epoch_counts_whole_steps() -> None:
    assert total_steps(10, 1.25, None) == 13
    assert total_steps(10, 0.001, None) == 1


def test_max_steps_replaces_epochs() -> None:
    assert total_steps(10, 3, 7) == 7


def test_warm_up_rises_in_equal_parts_and_no_step_is_wasted() -> None:
    assert rates(8, warmup_ratio=0.375)[:4] == [0.25, 0.5, 0.75, 1.0]


def test_a_constant_rate_stays() -> None:
    assert rates(3) == [1, 1, 1]


def test_a_linear_rate_falls_to_its_floor() -> None:
    assert rates(4, schedule="linear") == pytest.approx([1, 0.75, 0.5, 0.25])
    assert rates(2, schedule="linear", min_learning_rate_ratio=0.5) == pytest.approx([1, 0.75])


def test_a_cosine_rate_is_half_way_down_in_the_middle() -> None:
    found = rates(5, schedule="cosine", min_learning_rate_ratio=0.1, warmup_ratio=0.2)

    assert found[1] == 1
    assert found[3] == pytest.approx(0.55)
    assert found == sorted(found[:2]) + sorted(found[2:], reverse=True)
