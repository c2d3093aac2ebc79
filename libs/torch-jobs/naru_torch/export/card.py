"""The model card of a fine-tuned adapter.

Owns the words. Knows job.json and the events of a run; reads no weights.
Form: https://huggingface.co/docs/hub/model-cards
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from naru_torch.export.events import read_events
from naru_torch.export.licence import base_name, built_with, licence_id, licence_text, llama_version
from naru_torch.export.markdown import code, fence, table, without_folders
from naru_torch.export.replace import write_text

LANGUAGES = {"ko": "Korean", "en": "English"}

SMALL_MODEL = (
    "> The base model is a very small one that speaks little Korean. This adapter shows that the "
    "machinery works; it is not an assistant to rely on."
)

PARAMETERS = (
    *("method", "batch_size", "gradient_accumulation_steps", "max_length", "packing"),
    *("group_by_length", "epochs", "max_steps", "learning_rate", "schedule", "warmup_ratio"),
    *("optimizer", "weight_decay", "max_grad_norm", "dtype", "seed"),
)


def write_card(run_dir: Path, job: dict[str, Any], result: dict[str, Any]) -> Path:
    """Writes `<run_dir>/adapter/README.md`; the same input gives the same bytes.

    job:    the resolved job.json
    result: the fields of the `run.finished` event (its envelope may be absent);
            samples, versions and row counts are read from `job["eventsPath"]`

    No absolute path of the machine stands in the card, so that it can be published.
    """
    events = read_events(Path(job["eventsPath"]))
    sections = [
        _front_matter(job, result),
        _opening(job),
        _losses(result),
        _samples(events),
        _data(job, events),
        _training(job, result),
        _environment(job, result, events),
        _loading(job, result),
        f"## Licence\n\n{licence_text(job)}",
    ]
    return write_text(run_dir / "adapter" / "README.md", "\n\n".join(filter(None, sections)) + "\n")


def _front_matter(job: dict[str, Any], result: dict[str, Any]) -> str:
    front: dict[str, Any] = {
        "base_model": base_name(job),
        "library_name": "peft",
        "pipeline_tag": "text-generation",
        "license": licence_id(job),
        "tags": [job["config"]["method"], "lora", "naru"],
    }
    front["tags"] = list(dict.fromkeys(front["tags"]))
    if spoken := _languages(result):
        front["language"] = spoken
    text = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, default_flow_style=False)
    return f"---\n{text}---"


def _opening(job: dict[str, Any]) -> str:
    method = {"lora": "LoRA", "qlora": "QLoRA"}[job["config"]["method"]]
    lines = [
        f"# {job['config']['name']}",
        f"A {method} adapter for {code(base_name(job))}, fine-tuned on conversations with loss on "
        f"the assistant's tokens only. Run {code(job['runId'])} of Naru.",
    ]
    if "smollm2-135m" in base_name(job).lower():
        lines.append(SMALL_MODEL)
    if version := llama_version(job):
        lines.append(f"**{built_with(version)}**")
    return "\n\n".join(lines)


def _losses(result: dict[str, Any]) -> str:
    before, after = result["lossBefore"], result["lossAfter"]
    rows = []
    for key in sorted(set(before) & set(after)):
        if not key.startswith("eval_loss"):
            continue
        language = key.removeprefix("eval_loss").lstrip("_")
        title = LANGUAGES.get(language, code(language)) if language else "All"
        rows.append([title, _number(before[key]), _number(after[key]), _change(before, after, key)])
    if not rows:
        return "## Loss\n\nNo rows were held out, so no loss was measured on unseen rows."
    note = "Mean over the assistant's tokens of rows that were not trained on, in nats."
    return f"## Held-out loss\n\n{note}\n\n" + table(["Rows", "Before", "After", "Change"], rows)


def _samples(events: list[dict[str, Any]]) -> str:
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for event in events:
        if event.get("type") == "sample":
            found.setdefault(event["index"], {})[event["stage"]] = event
    if not found:
        return ""
    parts = ["## Answers before and after", "Greedy decoding, cut at the run's token limit."]
    for index in sorted(found):
        stages = found[index]
        parts += ["**Question**", fence(next(iter(stages.values()))["prompt"])]
        for stage in ("before", "after"):
            if stage in stages:
                cut = "" if stages[stage]["ended"] else " (cut)"
                parts += [f"{stage.capitalize()}{cut}:", fence(stages[stage]["answer"])]
    return "\n\n".join(parts)


def _data(job: dict[str, Any], events: list[dict[str, Any]]) -> str:
    data = job["data"]
    rows = [["Data", code(without_folders(data["id"]))], ["sha256", code(data["sha256"])]]
    for split in ("train", "validation"):
        for file in data[split]:
            rows.append([split, f"{code(Path(file['path']).name)} sha256 {code(file['sha256'])}"])
    preflight = next((e for e in reversed(events) if e.get("type") == "preflight"), None)
    for split in preflight["splits"] if preflight else ():
        rows.append(
            [
                f"{split['name']} rows",
                f"{split['rowsUsed']} used, {split['rowsRefused']} refused, "
                f"{split['rowsTruncated']} truncated; {split['tokens']} tokens, "
                f"{split['supervisedTokens']} of them learned",
            ]
        )
    return "## Data\n\n" + table(["", ""], rows)


def _training(job: dict[str, Any], result: dict[str, Any]) -> str:
    config = job["config"]
    rows = [[code(key), _value(config[key])] for key in PARAMETERS if config.get(key) is not None]
    rows += [[code(f"lora.{key}"), _value(value)] for key, value in config["lora"].items()]
    if config["method"] == "qlora":
        rows += [[code(f"quantization.{k}"), _value(v)] for k, v in config["quantization"].items()]
    best = "none" if result["bestStep"] is None else result["bestStep"]
    rows += [
        ["steps", f"{result['steps']}" + (", stopped early" if result["stoppedEarly"] else "")],
        ["step of the adapter kept", f"{best}"],
        ["trained parameters", f"{result['adapter']['parameters']}"],
        ["tokens seen", f"{result['trainedTokens']}"],
        ["seconds", f"{result['seconds']:.0f}"],
        ["peak memory", f"{result['peakMemoryBytes'] / 2**30:.2f} GiB"],
    ]
    return "## Training\n\n" + table(["", ""], rows)


def _environment(job: dict[str, Any], result: dict[str, Any], events: list[dict[str, Any]]) -> str:
    started = next((e for e in reversed(events) if e.get("type") == "run.started"), {})
    made, base, adapter = job["provenance"], job["base"], result["adapter"]
    changed = " with uncommitted changes" if made["gitDirty"] else ""
    preflight = next((e for e in reversed(events) if e.get("type") == "preflight"), {})
    template = made["chatTemplateSha256"] or preflight.get("chatTemplateSha256")
    versions = ", ".join(f"{name} {v}" for name, v in sorted(started.get("versions", {}).items()))
    hashes = {
        "base revision": base["revision"],
        "base sha256": base["sha256"],
        "chat template sha256": template,
        "adapter_model.safetensors sha256": adapter["sha256"],
        "GGUF adapter sha256": adapter["ggufSha256"],
        "git commit": made["gitCommit"] and made["gitCommit"] + changed,
        "Python lock sha256": made["lockSha256"],
        "versions": versions,
        "device": started.get("device"),
    }
    rows = [[name, code(value)] for name, value in hashes.items() if value]
    return "## Environment\n\n" + table(["", ""], rows)


def _loading(job: dict[str, Any], result: dict[str, Any]) -> str:
    base, config = job["base"], job["config"]
    if base["format"] == "gguf":
        file = Path(base["path"]).name
        load = f'from_pretrained("folder/of/the/base", gguf_file={file!r})'
        model = f"\n\nThe base is the file {code(file)}, de-quantized."
    else:
        load, model = f"from_pretrained({base_name(job)!r})", ""
    peft = (
        "```python\nfrom peft import PeftModel\nfrom transformers import AutoModelForCausalLM\n\n"
        f"base = AutoModelForCausalLM.{load}\n"
        'model = PeftModel.from_pretrained(base, "folder/of/this/card")\n```'
    )
    if result["adapter"]["ggufPath"]:
        gguf = Path(result["adapter"]["ggufPath"]).name
        llama = f"```sh\nllama-server -m base.gguf --lora {gguf}\n```"
    else:
        llama = "This adapter has no GGUF form."
    registered = re.sub("[/:]", "-", config.get("registered_model_name") or job["base"]["id"])
    naru = (
        f"Registered in MLflow as {code(registered)}. To publish it: "
        f"`npx nx run train:push --run={job['runId']} --repo=<owner>/<name>`"
    )
    return (
        f"## How to load it\n\n### PEFT\n\n{peft}{model}\n\n### llama.cpp\n\n{llama}\n\n"
        f"### Naru\n\n{naru}"
    )


def _languages(result: dict[str, Any]) -> list[str]:
    prefix = "eval_loss_"
    found = {k.removeprefix(prefix) for k in result["lossAfter"] if k.startswith(prefix)}
    return sorted(name for name in found if re.fullmatch(r"[a-z]{2,3}", name))


def _value(value: object) -> str:
    return code(value if isinstance(value, str) else json.dumps(value))


def _number(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, int | float) else value


def _change(before: dict[str, Any], after: dict[str, Any], key: str) -> str:
    first, last = before[key], after[key]
    if not isinstance(first, int | float) or not isinstance(last, int | float) or first == 0:
        return "–"
    return f"{(last - first) / first:+.1%}"
