from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny_runs import make_job, write_job

from naru_torch.contract.errors import JobError, known_codes
from naru_torch.contract.job import check_job, exit_status, load_job


@pytest.fixture
def job(tmp_path: Path) -> dict[str, Any]:
    return make_job(tmp_path, tmp_path / "base")


def refusal(job: object) -> str:
    with pytest.raises(JobError) as caught:
        check_job(job)
    assert caught.value.code == "job.invalid"
    return caught.value.message


def test_what_a_configuration_leaves_out_has_the_schemas_default(job: dict[str, Any]) -> None:
    config = load_job(write_job(job))["config"]

    assert config["schedule"] == "cosine"
    assert config["lora"] == {
        "rank": 4,
        "alpha": 8,
        "dropout": 0,
        "target_modules": "all-linear",
        "rslora": False,
        "dora": False,
    }
    assert config["samples"] == {"prompts": [], "max_new_tokens": 96}
    assert config["evaluation"]["batch_size"] is None


def test_what_a_configuration_says_stands(job: dict[str, Any]) -> None:
    job["config"]["checkpoints"] = {"keep": 5}

    assert load_job(write_job(job))["config"]["checkpoints"] == {"every_steps": None, "keep": 5}


def test_an_unknown_key_is_named_with_the_nearest_known_one(job: dict[str, Any]) -> None:
    job["config"]["lora"]["rnak"] = 8

    assert "'config.lora.rnak' is not known. Did you mean 'rank'?" in refusal(job)


def test_a_bad_value_is_named_by_its_path(job: dict[str, Any]) -> None:
    job["config"]["lora"]["rank"] = -1

    assert refusal(job).startswith("job.json: config.lora.rank: -1 is less than the minimum of 1")


def test_a_missing_part_is_named(job: dict[str, Any]) -> None:
    del job["device"]

    assert "'device' is a required property" in refusal(job)


def test_another_version_of_the_contract_is_refused(job: dict[str, Any]) -> None:
    assert refusal(job | {"v": 2}).startswith("job.json: v: ")


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "\ufeff{}"])
def test_a_file_that_is_not_json_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "job.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(JobError, match=r"job\.json:1 is not JSON") as caught:
        load_job(path)

    assert caught.value.code == "job.invalid"


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"nowhere\.json cannot be read"):
        load_job(tmp_path / "nowhere.json")


def test_every_code_has_an_exit_status_that_is_not_success() -> None:
    assert all(exit_status(code) > 0 for code in known_codes())
    assert exit_status("cancelled") == 130


def test_korean_text_in_a_job_is_kept_as_it_is(job: dict[str, Any]) -> None:
    job["config"]["samples"] = {"prompts": ["나루가 뭐예요?"]}
    path = write_job(job)
    path.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")

    assert load_job(path)["config"]["samples"]["prompts"] == ["나루가 뭐예요?"]
