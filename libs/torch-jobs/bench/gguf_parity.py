"""Does llama.cpp with the GGUF adapter say what transformers with the PEFT adapter says?

Prints one line of JSON: the share of teacher-forced positions with the same
top-1 token, same base in float32. Run: nx run torch-jobs:bench-gguf-parity
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import xllamacpp
from bench import embedded_model
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import PreTrainedModel

from naru_torch.export.gguf import write_gguf_adapter

TEXTS = (
    "A readiness probe tells Kubernetes when a pod may receive traffic. A liveness probe tells "
    "it when to restart the container. Point them at different endpoints: a slow database should "
    "take a pod out of the load balancer, not restart it in a loop that makes the outage longer.",
    "def load_rows(path):\n    with open(path, encoding='utf-8') as lines:\n"
    "        for number, line in enumerate(lines, start=1):\n"
    "            if line.strip():\n                yield number, json.loads(line)\n",
    "모델을 배포하기 전에 검증 데이터로 평가합니다. 기준 모델보다 나쁘면 배포하지 않고, "
    "이전 버전을 그대로 둡니다. 롤백은 별칭 하나를 되돌리는 일이어야 합니다.",
)

WHOLE_CHARACTER = 79
"""A token of plain ASCII ("_" in SmolLM2). The server is made to say it: for half a character or
an end token it reports no probabilities. Those it reports are the model's, before this bias."""


@dataclass(frozen=True)
class Top:
    """The likeliest next token at one position and its log-probability (nats)."""

    token: int
    logprob: float


def strong_random_adapter(model: PreTrainedModel, folder: Path, **options: object) -> PeftModel:
    """Wraps `model` with a LoRA whose update is large against the weights, and saves it.

    PEFT starts with B = 0, which would hide every mistake.
    """
    torch.manual_seed(0)
    settings = {"r": 8, "lora_alpha": 16, "target_modules": "all-linear", **options}
    peft_model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **settings)).eval()
    for name, parameter in peft_model.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    peft_model.save_pretrained(folder)
    return peft_model


@torch.no_grad()
def transformers_tops(model: torch.nn.Module, rows: Sequence[Sequence[int]]) -> list[Top]:
    """Top-1 after every prefix of every row, one forward pass a row."""
    tops = []
    for row in rows:
        logits = model(input_ids=torch.tensor([list(row)]), use_cache=False).logits[0]
        best = torch.log_softmax(logits.double(), dim=-1).max(dim=-1)
        tops += [Top(int(t), float(v)) for t, v in zip(best.indices, best.values, strict=True)]
    return tops


def llama_cpp_tops(
    base: Path, adapter: Path | None, rows: Sequence[Sequence[int]], threads: int = 2
) -> list[Top]:
    """Top-1 after every prefix of every row: one request a prefix, the prefix before it cached."""
    params = xllamacpp.CommonParams()
    params.model.path = str(base)
    params.n_ctx, params.n_parallel, params.warmup = 1024, 1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.verbosity = 0
    if adapter is not None:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)]
    server = xllamacpp.Server(params)
    request = {
        "n_predict": 1,
        "n_probs": 1,
        "temperature": 0.0,
        "cache_prompt": True,
        "logit_bias": [[WHOLE_CHARACTER, 1000.0]],
    }
    tops = []
    for row in rows:
        for end in range(1, len(row) + 1):
            reply = server.handle_completions({**request, "prompt": list(row[:end])})
            best = reply["choices"][0]["logprobs"]["content"][0]["top_logprobs"][0]
            tops.append(Top(best["id"], best["logprob"]))
    return tops


def agreement(ours: Sequence[Top], theirs: Sequence[Top]) -> float:
    """Share of positions with the same top-1 token."""
    return sum(a.token == b.token for a, b in zip(ours, theirs, strict=True)) / len(ours)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--positions", type=int, default=500)
    positions = parser.parse_args().positions
    started = time.monotonic()
    packaged = embedded_model.read_packaged()
    tokenizer = embedded_model.load_tokenizer(embedded_model.packaged_gguf())
    rows, left = [], positions
    for text in [t for repeat in range(1, 100) for t in (x * repeat for x in TEXTS)]:
        row = tokenizer(text)["input_ids"][: min(left, 250)]
        rows, left = [*rows, row], left - len(row)
        if left == 0:
            break
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        base = embedded_model.write_float32_gguf(packaged, place / "base.gguf")
        model = embedded_model.load_model(packaged)
        plain = transformers_tops(model, rows)
        adapted = transformers_tops(strong_random_adapter(model, place / "peft"), rows)
        adapter = write_gguf_adapter(place / "peft", model.config, place / "adapter.gguf")
        served = llama_cpp_tops(base, adapter, rows)
    differences = [abs(a.logprob - b.logprob) for a, b in zip(adapted, served, strict=True)]
    report = {
        "positions": len(adapted),
        "top1_agreement": agreement(adapted, served),
        "max_logprob_difference": max(differences),
        "top1_changed_by_adapter": 1 - agreement(adapted, plain),
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
