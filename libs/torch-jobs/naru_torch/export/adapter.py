"""The adapter of a finished run, in the forms that others load.

Owns what lies where in the run's folder. Knows nothing of how it was trained.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from peft import PeftModel

from naru_torch.contract.durable import replaced_folder, write_bytes
from naru_torch.export.gguf import write_gguf_adapter
from naru_torch.model.adapter import WEIGHTS, adapter_files, adapter_weights, trained_parameters
from naru_torch.model.base import Base


def export(run_dir: Path, model: PeftModel, base: Base) -> dict[str, object]:
    """Writes `adapter/` (PEFT) and `adapter.gguf`; returns `adapter` of the run.finished event."""
    folder = run_dir / "adapter"
    files = adapter_files(model, adapter_weights(model), base.id, base.revision)
    with replaced_folder(folder) as beside:
        for name, content in files.items():
            write_bytes(beside / name, content)
    gguf = write_gguf_adapter(folder, base.config, run_dir / "adapter.gguf")
    return {
        "path": folder.name,
        "sha256": sha256(files[WEIGHTS]).hexdigest(),
        "ggufPath": gguf.name if gguf else None,
        "ggufSha256": sha256(gguf.read_bytes()).hexdigest() if gguf else None,
        "parameters": sum(each.numel() for each in trained_parameters(model)),
    }
