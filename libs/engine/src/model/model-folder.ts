import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { childEnvironment, workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import { fileSha256, holdLock } from '@naru/files';

import type { BaseModel } from '../supervisor.ts';
import { folderFacts } from './base-model.ts';

const HASH_DIGITS = 32;
const LONGEST_MS = 600_000;

export interface FolderPlace {
  readonly root: string;
  /** Python with PyTorch and transformers; not the one that has vLLM. */
  readonly python: string;
  readonly onEvent?: ((text: string) => void) | undefined;
}

/**
 * The same model as a folder in Hugging Face form, which vLLM needs: `models/converted/<id>@<sha256 of the file>/`,
 * made once.
 *
 * @throws AppError `model.unsupported` where the file cannot be read as a model
 */
export async function asFolder(base: BaseModel, { root, python, onEvent }: FolderPlace): Promise<BaseModel> {
  const parent = join(root, 'models/converted');
  const name = `${base.id.replaceAll('/', '--')}@${(await fileSha256(base.path)).slice(0, HASH_DIGITS)}`;
  const path = join(parent, name);
  if (!existsSync(path)) {
    await mkdir(parent, { recursive: true });
    const lock = await holdLock(join(parent, `.${name}.lock`));
    try {
      if (!existsSync(path)) {
        onEvent?.(`writing ${base.id} as a folder for vLLM, once: ${path}`);
        await convert(base, path, python);
      }
    } finally {
      await lock.release();
    }
  }
  return { ...base, path, ...folderFacts(path) };
}

async function convert(base: BaseModel, path: string, python: string): Promise<void> {
  const source = workspaceRoot(import.meta.dirname);
  const script = join(source, 'libs/engine/python/model_folder.py');
  try {
    await promisify(execFile)(python, [script, base.path, path, '--id', base.id], {
      env: childEnvironment({ PYTHONPATH: join(source, 'libs/torch-jobs'), HF_HUB_OFFLINE: '1' }),
      timeout: LONGEST_MS,
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? (error as Error).message;
    throw new AppError('model.unsupported', `${base.path} could not be written as a folder for vLLM: ${said}`, {
      hint: 'Name the folder that it was made from in MODEL_PATH, or set ENGINE=llamacpp.',
      cause: error,
    });
  }
}
