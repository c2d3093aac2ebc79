import { createHash } from 'node:crypto';

/** Bytes that look random and are the same for the same name. */
export function weights(name: string, bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 32) createHash('sha256').update(`${name}:${at}`).digest().copy(out, at);
  return out;
}

const CARD =
  '---\nlicense: llama3\nlanguage: [ko, en]\n---\n# 한국어 대화 모델\n\n쿠버네티스와 MLOps에 관한 질문에 답합니다.\n';

/** A small repository of a base model, with what training does not need beside it. */
export function baseModelFiles(weightBytes = 300_000): Record<string, string | Buffer> {
  return {
    '.gitattributes': '*.safetensors filter=lfs diff=lfs merge=lfs -text\n',
    'README.md': CARD,
    LICENSE: 'META LLAMA 3 COMMUNITY LICENSE AGREEMENT\n',
    'USE_POLICY.md': '# Use policy\n',
    'config.json': '{"architectures":["LlamaForCausalLM"],"model_type":"llama"}\n',
    'generation_config.json': '{"eos_token_id":[128001,128009]}\n',
    'model-00001-of-00002.safetensors': weights('one', weightBytes),
    'model-00002-of-00002.safetensors': weights('two', weightBytes),
    'model.safetensors.index.json': '{"weight_map":{}}\n',
    'tokenizer.json': '{"model":{"vocab":{"안녕하세요":0}}}\n',
    'tokenizer_config.json': '{"chat_template":"{% for m in messages %}"}\n',
    'special_tokens_map.json': '{}\n',
    'pytorch_model.bin': weights('pickled', 1000),
    'original/consolidated.00.pth': weights('original', 1000),
    'original/params.json': '{}\n',
  };
}

/** A small repository of a PEFT adapter. */
export function adapterFiles(): Record<string, string | Buffer> {
  return {
    'README.md': CARD,
    'adapter_config.json': '{"base_model_name_or_path":"meta-llama/Meta-Llama-3-8B-Instruct","r":16}\n',
    'adapter_model.safetensors': weights('adapter', 50_000),
    'tokenizer_config.json': '{}\n',
    'training_args.bin': weights('arguments', 1000),
    'checkpoint-500/optimizer.pt': weights('optimizer', 1000),
  };
}
