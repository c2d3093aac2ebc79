"""Under which name and licence a base model stands in a model card.

Owns Meta's conditions for Llama 3 and what is made from it
(https://www.llama.com/llama3/license/). Reads the job only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from naru_torch.export.markdown import code, without_folders

HUB_NAMES = {"smollm2-135m-instruct": "HuggingFaceTB/SmolLM2-135M-Instruct"}
"""The packaged base models' ids on the hub."""


def base_name(job: Mapping[str, Any]) -> str:
    """The base model's id on the hub where it has one, else its name without folders."""
    name = without_folders(job["base"]["id"])
    return HUB_NAMES.get(name, name)


def llama_version(job: Mapping[str, Any]) -> str | None:
    """Such as "3" or "3.1" when the base is a Llama 3 or made from one, by licence or name."""
    licence = re.fullmatch(r"llama(3(?:\.\d)?)", (job["base"]["licence"] or "").lower())
    named = re.search(r"llama-?(3(?:\.\d)?)(?![\db])", base_name(job).lower())
    found = licence or named
    return found[1] if found else None


def licence_id(job: Mapping[str, Any]) -> str:
    """The licence as the hub names it; `unknown` when it was not given."""
    version = llama_version(job)
    return f"llama{version}" if version else (job["base"]["licence"] or "unknown").lower()


def licence_text(job: dict[str, Any]) -> str:
    """What the base model's licence asks of the adapter, for the model card."""
    version, licence = llama_version(job), job["base"]["licence"]
    if version:
        product, prefix = (
            ("Meta Llama 3", "Llama 3") if version == "3" else (f"Llama {version}", "Llama")
        )
        text = (
            f"{built_with(version)}. {product} is licensed under the {product} "
            "Community License, Copyright © Meta Platforms, Inc. All Rights Reserved. This adapter "
            "is made from it: that licence and its acceptable use policy apply, and the name of a "
            f"published model must begin with “{prefix}”."
        )
    elif licence is None:
        text = "The base model's licence was not given. Find it before you share this adapter."
    else:
        text = f"The base model's licence is {code(licence)}; it applies to this adapter too."
    return text


def built_with(version: str) -> str:
    """The notice that Meta's licence wants shown; `version` as llama_version gives it."""
    return "Built with Meta Llama 3" if version == "3" else "Built with Llama"
