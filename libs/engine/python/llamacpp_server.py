"""llama.cpp's HTTP server as a process of its own, through the package xllamacpp.

Owns how a command line becomes the server's parameters. Does not know who
starts it, what is asked of it, or when it ends: a signal ends it.
"""

from __future__ import annotations

import argparse
import json
import signal
from pathlib import Path

import xllamacpp

HOST = "127.0.0.1"


def arguments(line: list[str] | None = None) -> argparse.Namespace:
    """The command line; wrong ones end the process with status 2 and a word on stderr.

    context: tokens of one request, prompt and answer together
    slots:   requests that are worked on side by side
    adapter: GGUF LoRA files; the n-th is chosen by {"lora": [{"id": n, "scale": 1}]}
    record:  where the starter keeps who this is; only there to be seen in the process list
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--alias", action="append", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--context", type=int, required=True)
    parser.add_argument("--slots", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--adapter", type=Path, action="append", default=[])
    parser.add_argument("--record", type=Path)
    return parser.parse_args(line)


def parameters(asked: argparse.Namespace) -> xllamacpp.CommonParams:
    """Raises FileNotFoundError for a model or an adapter that is not there."""
    for path in (asked.model, *asked.adapter):
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
    params = xllamacpp.CommonParams()
    params.model.path = str(asked.model)
    params.model_alias = set(asked.alias)
    params.hostnames = [HOST]
    params.port = asked.port
    params.n_ctx = asked.context * asked.slots  # shared out evenly between the slots
    params.n_parallel = asked.slots
    params.cpuparams.n_threads = asked.threads
    params.cpuparams_batch.n_threads = asked.threads
    params.lora_adapters = [_adapter(path) for path in asked.adapter]
    params.lora_init_without_apply = True
    params.ui = False
    params.endpoint_metrics = True
    params.cache_ram_mib = 0  # by default up to 8 GB of old prompts are kept beside the slots
    return params


def _adapter(path: Path) -> xllamacpp.CommonAdapterLoraInfo:
    adapter = xllamacpp.CommonAdapterLoraInfo()
    adapter.path = str(path)
    adapter.scale = 0.0  # of a request that names none: the base model answers
    return adapter


def main() -> None:
    asked = arguments()
    server = xllamacpp.Server(parameters(asked))
    print(json.dumps({"ready": server.listening_address}), flush=True)
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
