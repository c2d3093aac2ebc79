"""Tiny byte-level BPE tokenizers with real chat formats, made in milliseconds."""

from __future__ import annotations

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

CORPUS = [
    "Where is the ferry? At the landing, by the river. Hello, how are you?",
    "나루는 강을 건너는 배가 닿는 곳이에요. 안녕하세요. 배포를 되돌리려면 어떻게 하나요?",
    "Answer like a ferryman. user assistant system 123 456",
] * 4

# Meta's published prompt format for Llama 3; turns are trimmed, BOS stands before the first.
LLAMA3_TEMPLATE = (
    "{% for message in messages %}"
    "{% if loop.first %}{{ bos_token }}{% endif %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'"
    " + message['content'] | trim + '<|eot_id|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}"
    "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}"
    "{% endif %}"
)
LLAMA3_SPECIALS = [
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|reserved_special_token_0|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
]
_LLAMA3_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

CHATML_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
CHATML_SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def llama3(template: str = LLAMA3_TEMPLATE) -> PreTrainedTokenizerFast:
    """Llama 3's special tokens, splitting and BOS rule; EOS is `<|eot_id|>`, no pad token."""
    core = _trained(LLAMA3_SPECIALS, pre_tokenizers.Split(Regex(_LLAMA3_SPLIT), "isolated"))
    core.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=True),
            processors.TemplateProcessing(
                single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", 0)]
            ),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        bos_token="<|begin_of_text|>",
        eos_token="<|eot_id|>",
        additional_special_tokens=LLAMA3_SPECIALS,
        chat_template=template,
    )


def chatml(template: str | None = CHATML_TEMPLATE, **named: str) -> PreTrainedTokenizerFast:
    """ChatML without BOS; pad and EOS are both `<|im_end|>` unless named otherwise."""
    core = _trained(CHATML_SPECIALS, None)
    core.post_processor = processors.ByteLevel(trim_offsets=True)
    names = {"eos_token": "<|im_end|>", "pad_token": "<|im_end|>"} | named
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        additional_special_tokens=CHATML_SPECIALS,
        chat_template=template,
        **names,
    )


def _trained(specials: list[str], split: pre_tokenizers.PreTokenizer | None) -> Tokenizer:
    core = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split is None)
    core.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level]) if split else byte_level
    core.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=420,
        special_tokens=specials,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    core.train_from_iterator(CORPUS, trainer)
    return core
