from __future__ import annotations

import pytest
import torch

from naru_torch.contract.errors import JobError
from naru_torch.model import precision
from naru_torch.model.precision import choose_attention, choose_device, choose_dtype

CPU = torch.device("cpu")


def test_a_cpu_computes_in_bfloat16_only_where_it_has_units_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for units, dtype in ((False, torch.float32), (True, torch.bfloat16)):
        monkeypatch.setattr(precision, "_cpu_has_bf16", lambda units=units: units)
        assert choose_dtype("auto", CPU) == dtype


def test_a_dtype_that_is_named_is_taken() -> None:
    assert choose_dtype("bfloat16", CPU) == torch.bfloat16
    assert choose_dtype("float32", CPU) == torch.float32


def test_flash_attention_that_is_not_there_gives_way_and_says_so() -> None:
    attention, why = choose_attention("flash_attention_2", CPU, False)

    assert attention == "sdpa"
    assert why is not None and "sdpa is used" in why


def test_flash_attention_is_not_taken_where_it_would_mix_packed_rows() -> None:
    attention, why = choose_attention("flash_attention_2", torch.device("cuda"), True)

    assert attention == "sdpa"
    assert why is not None and "mix packed rows" in why


@pytest.mark.parametrize("asked", ["sdpa", "eager"])
def test_other_attention_is_as_asked(asked: str) -> None:
    assert choose_attention(asked, CPU, True) == (asked, None)


@pytest.mark.skipif(torch.cuda.is_available(), reason="is about a machine without CUDA")
def test_a_gpu_that_is_not_there_is_an_error() -> None:
    with pytest.raises(JobError) as caught:
        choose_device("cuda", 0)

    assert caught.value.code == "device.not-found"
