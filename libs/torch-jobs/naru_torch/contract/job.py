"""job.json: what one job is told.

Owns reading, checking against the schema and filling in defaults. Does not know
what any value means, nor whether the files that it names exist.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

from naru_torch.contract.errors import JobError

SCHEMAS = Path(__file__).resolve().parents[3] / "contracts" / "schema"

Job = dict[str, Any]
"""A job in the form of generated.TrainJob, every default of the configuration filled in."""


def load_job(path: Path, schemas: Path = SCHEMAS) -> Job:
    """Reads job.json.

    schemas: folder of train-job.schema.json and training-config.schema.json
    raises:  JobError `job.invalid`, naming the field
    """
    job = read_job(path)
    check_job(job, path.name, schemas)
    job["config"] = with_defaults(job["config"], _schema("training-config", schemas))
    return job


def load_tokenize_job(path: Path, schemas: Path = SCHEMAS) -> Job:
    """Reads the job.json of `tokenize`, in the form of generated.TokenizeJob.

    raises: JobError `job.invalid`, naming the field
    """
    job = read_job(path)
    check_job(job, path.name, schemas, "tokenize-job")
    return job


def load_score_job(path: Path, schemas: Path = SCHEMAS) -> Job:
    """Reads the job.json of `score`, in the form of generated.ScoreJob.

    raises: JobError `job.invalid`, naming the field
    """
    job = read_job(path)
    check_job(job, path.name, schemas, "score-job")
    return job


def read_job(path: Path) -> Any:
    """The document as it stands. Raises JobError `job.invalid`."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise JobError("job.invalid", f"{path} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise JobError("job.invalid", f"{path}:{error.lineno} is not JSON: {error.msg}") from error


def check_job(
    job: object, name: str = "job.json", schemas: Path = SCHEMAS, kind: str = "train-job"
) -> None:
    """Raises JobError `job.invalid` with the field that does not fit.

    kind: name of the schema
    """
    errors = list(_validator(kind, schemas).iter_errors(job))
    if not errors:
        return
    unknown = next(_unknown_keys(errors), None)
    if unknown:
        raise JobError("job.invalid", f"{name}: {unknown}")
    error = best_match(errors)
    where = ".".join(str(part) for part in error.absolute_path) or "the whole"
    raise JobError("job.invalid", f"{name}: {where}: {error.message}")


def with_defaults(values: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `values` in which what is missing has the schema's default, at every depth."""
    filled = deepcopy(dict(values))
    for key, property_schema in schema.get("properties", {}).items():
        if key not in filled and "default" in property_schema:
            filled[key] = deepcopy(property_schema["default"])
        if isinstance(filled.get(key), dict) and "properties" in property_schema:
            filled[key] = with_defaults(filled[key], property_schema)
    return filled


def exit_status(code: str, schemas: Path = SCHEMAS) -> int:
    """The exit status that error-codes.json gives to a code."""
    codes = json.loads((schemas / "error-codes.json").read_text(encoding="utf-8"))
    return int(codes[code]["exit"])


def _unknown_keys(errors: list[ValidationError]) -> Iterator[str]:
    for error in errors:
        if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
            continue
        known = list(error.schema.get("properties", {}))
        where = ".".join(str(part) for part in error.absolute_path)
        for key in error.instance:
            if key in known:
                continue
            near = difflib.get_close_matches(key, known, n=1)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            yield f"'{where + '.' if where else ''}{key}' is not known.{meant}"


@cache
def _schema(name: str, schemas: Path) -> dict[str, Any]:
    return json.loads((schemas / f"{name}.schema.json").read_text(encoding="utf-8"))


@cache
def _validator(kind: str, schemas: Path) -> Draft202012Validator:
    loaded = [_schema(name, schemas) for name in (kind, "training-config")]
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in loaded
    )
    return Draft202012Validator(loaded[0], registry=registry, format_checker=FormatChecker())
