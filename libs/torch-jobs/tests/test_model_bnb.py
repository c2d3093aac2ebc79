from __future__ import annotations

import os
import signal

import pytest

from naru_torch.contract.errors import JobError
from naru_torch.model.bnb import Probe, is_needed


def dies(_kind: str) -> None:
    os.kill(os.getpid(), signal.SIGILL)


def fails(_kind: str) -> None:
    raise ImportError("libbitsandbytes_cpu.so: 파일이 없습니다")


def test_a_build_for_another_processor_is_told_by_its_signal() -> None:
    with pytest.raises(JobError, match="died by signal 4") as caught:
        Probe("nf4", use=dies).wait()

    assert caught.value.code == "quantization.unavailable"
    assert "train:lora" in str(caught.value.hint)


def test_a_package_that_does_not_load_is_told_by_its_own_words() -> None:
    with pytest.raises(JobError, match=r"libbitsandbytes_cpu\.so: 파일이 없습니다") as caught:
        Probe("nf4", use=fails).wait()

    assert caught.value.code == "quantization.unavailable"


def test_a_package_that_works_is_fine() -> None:
    Probe("nf4", use=lambda _kind: None).wait()


@pytest.mark.parametrize(
    ("method", "optimizer", "needed"),
    [
        ("lora", "adamw", False),
        ("qlora", "adamw", True),
        ("lora", "adamw_8bit", True),
        ("lora", "paged_adamw_8bit", True),
    ],
)
def test_it_is_needed_for_four_bit_weights_and_for_eight_bit_states(
    method: str, optimizer: str, needed: bool
) -> None:
    assert is_needed({"method": method, "optimizer": optimizer}) is needed
