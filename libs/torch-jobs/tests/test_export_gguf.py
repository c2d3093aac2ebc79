"""The GGUF adapter: llama.cpp says with it what PEFT says, and what cannot be said is refused."""

from __future__ import annotations

import logging
from pathlib import Path

import gguf
import pytest
import torch
from bench import embedded_model
from bench.gguf_parity import (
    agreement,
    llama_cpp_tops,
    strong_random_adapter,
    transformers_tops,
)
from transformers import LlamaConfig, LlamaForCausalLM, Qwen3Config, Qwen3ForCausalLM
from transformers.convert_slow_tokenizer import bytes_to_unicode

from naru_torch.export.gguf import why_not_gguf, write_gguf_adapter

ROW = [1, 25, 305, 260, 27, 132, 301, 38, 253, 129, 28, 284, 32, 310]


def tiny_llama(**changes: object) -> LlamaForCausalLM:
    """Two layers with grouped-query attention."""
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=320,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=256,
        tie_word_embeddings=True,
        initializer_range=0.3,
        **changes,
    )
    return LlamaForCausalLM(config).eval()


def write_tiny_gguf(model: LlamaForCausalLM, out: Path) -> Path:
    """The model in llama.cpp's form, with a byte-level vocabulary of made-up words."""
    config = model.config
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    letters = list(bytes_to_unicode().values())
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([*letters, *(f"w{i}" for i in range(len(letters), config.vocab_size))])
    writer.add_token_types([gguf.TokenType.NORMAL] * config.vocab_size)
    writer.add_token_merges([f"{letters[0]} {letters[1]}"])
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers)
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    for key, weight in model.state_dict().items():
        if key == "lm_head.weight":
            continue
        count = heads.get(key.split(".")[-2])
        if count:
            pairs = weight.reshape(count, 2, -1, weight.shape[1])
            weight = pairs.swapaxes(1, 2).reshape(weight.shape)
        writer.add_tensor(names.get_name(key, try_suffixes=(".weight",)), weight.numpy())
    embedded_model.finish(writer)
    return out


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"use_rslora": True, "r": 4},
        {"rank_pattern": {"q_proj": 4, "down_proj": 2}, "alpha_pattern": {"v_proj": 3}},
    ],
    ids=["plain", "rslora", "own-rank-and-alpha"],
)
def test_llama_cpp_with_the_gguf_adapter_gives_the_log_probabilities_of_peft(
    tmp_path: Path, options: dict[str, object]
) -> None:
    model = tiny_llama(rope_theta=100000.0, rms_norm_eps=1e-5)
    base = write_tiny_gguf(model, tmp_path / "base.gguf")
    plain = transformers_tops(model, [ROW])
    adapted = transformers_tops(strong_random_adapter(model, tmp_path / "peft", **options), [ROW])

    adapter = write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "adapter.gguf")
    served = llama_cpp_tops(base, adapter, [ROW])

    assert agreement(adapted, served) == 1
    assert [t.logprob for t in served] == pytest.approx([t.logprob for t in adapted], abs=2e-3)
    assert agreement(adapted, plain) < 0.5


def test_smollm2_answers_alike_in_transformers_and_in_llama_cpp(tmp_path: Path) -> None:
    packaged = embedded_model.read_packaged()
    base = embedded_model.write_float32_gguf(packaged, tmp_path / "base.gguf")
    model = embedded_model.load_model(packaged)
    rows = [ROW, [1, *range(5000, 5015)]]
    plain = transformers_tops(model, rows)
    adapted = transformers_tops(strong_random_adapter(model, tmp_path / "peft"), rows)

    adapter = write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "adapter.gguf")
    served = llama_cpp_tops(base, adapter, rows)

    assert len(served) == 30
    assert agreement(adapted, served) == 1
    assert agreement(adapted, plain) < 0.8


def test_the_same_adapter_gives_the_same_bytes(tmp_path: Path) -> None:
    model = tiny_llama()
    strong_random_adapter(model, tmp_path / "peft")

    first = write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "a.gguf")
    second = write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "b.gguf")

    assert first.read_bytes() == second.read_bytes()
    assert sorted(p.name for p in tmp_path.glob("*")) == ["a.gguf", "b.gguf", "peft"]


def test_qwen3_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    config = Qwen3Config(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=1,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
    )
    peft_model = strong_random_adapter(Qwen3ForCausalLM(config), tmp_path / "peft")

    out = write_gguf_adapter(tmp_path / "peft", config, tmp_path / "adapter.gguf")

    reader = gguf.GGUFReader(out)
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    assert len(tensors) == 14
    weights = dict(peft_model.named_parameters())
    expected = weights["base_model.model.model.layers.0.self_attn.q_proj.lora_B.default.weight"]
    assert torch.equal(torch.tensor(tensors["blk.0.attn_q.weight.lora_b"]), expected)
    assert reader.get_field("general.architecture").contents() == "qwen3"
    assert reader.get_field("general.type").contents() == "adapter"
    assert reader.get_field("adapter.type").contents() == "lora"
    assert reader.get_field("adapter.lora.alpha").contents() == 16


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"use_dora": True}, "DoRA"),
        ({"bias": "lora_only"}, "Biases"),
        ({"modules_to_save": ["lm_head"]}, "lm_head"),
        ({"target_modules": ["embed_tokens"]}, "token embedding"),
        ({"target_modules": ["lm_head"]}, "no lm_head tensor of its own"),
    ],
)
def test_what_a_gguf_lora_cannot_express_is_refused_with_the_reason(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    options: dict[str, object],
    reason: str,
) -> None:
    model = tiny_llama()
    strong_random_adapter(model, tmp_path / "peft", **options)

    with caplog.at_level(logging.WARNING):
        out = write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "adapter.gguf")

    assert out is None
    assert reason in why_not_gguf(tmp_path / "peft", model.config)
    assert reason in caplog.text
    assert not (tmp_path / "adapter.gguf").exists()


def test_an_architecture_without_known_names_is_refused_by_name(tmp_path: Path) -> None:
    model = tiny_llama()
    strong_random_adapter(model, tmp_path / "peft")
    model.config.model_type = "unheard-of"

    assert "'unheard-of'" in why_not_gguf(tmp_path / "peft", model.config)
    assert write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "a.gguf") is None


def test_a_failure_midway_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tiny_llama()
    strong_random_adapter(model, tmp_path / "peft")
    (tmp_path / "adapter.gguf").write_text("old")

    def full_disk(self: gguf.GGUFWriter, **_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gguf.GGUFWriter, "write_tensors_to_file", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "adapter.gguf")

    assert (tmp_path / "adapter.gguf").read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["adapter.gguf", "peft"]


def test_half_a_pair_is_named(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    model = tiny_llama()
    strong_random_adapter(model, tmp_path / "peft")
    file = tmp_path / "peft" / "adapter_model.safetensors"
    tensors = load_file(file)
    lost = next(key for key in tensors if "lora_B" in key)
    del tensors[lost]
    save_file(tensors, file)

    with pytest.raises(ValueError, match="only one of lora_A and lora_B"):
        write_gguf_adapter(tmp_path / "peft", model.config, tmp_path / "adapter.gguf")
