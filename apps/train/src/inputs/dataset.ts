import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { AppError, nearest, type DatasetManifest, type TrainJob } from '@naru/contracts';
import { combinedSha256, type FileHashes } from '@naru/files';

import { filesOfSplits, type SplitFiles } from './dataset-files.ts';
import { manifestIn, requireUnchanged } from './manifest.ts';
import { existing, type Places } from '../places.ts';

type Data = TrainJob['data'];
type DataFile = Data['validation'][number];

const DATASET_ID = /^([a-z0-9][a-z0-9._-]*)@([0-9a-f]{32})$/;
const DIGITS = 32;

/**
 * The data that a person names by a file, a folder or a dataset id: its files with hashes, and the id over all.
 *
 * @throws AppError `data.not-found` with names that are near, `data.invalid`, `data.changed`
 */
export async function resolveDataset(argument: string, places: Places, hashes: FileHashes): Promise<Data> {
  const id = DATASET_ID.exec(argument);
  const path = id === null ? existing(argument, places) : join(datasets(places.root), argument);
  if (path === undefined || !existsSync(path)) throw notFound(argument, places);
  const splits = filesOfSplits(path);
  const manifest = manifestIn(path);
  if (manifest !== undefined) await requireUnchanged(path, manifest, splits, hashes);
  const train = await hashed(splits.train, hashes);
  const validation = await hashed(splits.validation, hashes);
  const [first, ...rest] = train;
  if (first === undefined) throw new AppError('data.not-found', `${path} holds no training file.`);
  const rows = sha256Of(path, splits, [...train, ...validation]);
  return { ...identity(path, manifest, rows), train: [first, ...rest], validation };
}

const datasets = (root: string): string => join(root, 'data', 'datasets');

async function hashed(paths: readonly string[], hashes: FileHashes): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (const path of paths) {
    try {
      files.push({ path, ...(await hashes.of(path)) });
    } catch (cause) {
      throw new AppError('data.invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
  }
  return files;
}

function sha256Of(path: string, splits: SplitFiles, files: readonly DataFile[]): string {
  const from = statSync(path).isDirectory() ? path : dirname(path);
  const split = (file: DataFile): string => (splits.train.includes(file.path) ? 'train' : 'validation');
  return combinedSha256(files.map((file) => [`${split(file)}/${relative(from, file.path)}`, file.sha256]));
}

/**
 * A dataset is known by its manifest wherever it lies, else by its rows. A folder that bears an id must hold what the id
 * says.
 */
function identity(path: string, manifest: DatasetManifest | undefined, rows: string): Pick<Data, 'id' | 'sha256'> {
  const sha256 = manifest?.sha256 ?? rows;
  const [named, , digits] = DATASET_ID.exec(basename(path)) ?? [];
  if (named === undefined) return { id: `${manifest?.name ?? nameOf(path)}@${sha256.slice(0, DIGITS)}`, sha256 };
  if (sha256.slice(0, DIGITS) === digits) return { id: named, sha256 };
  throw new AppError(
    'data.changed',
    `${path} does not hold what its name says: its sha256 is ${sha256.slice(0, DIGITS)}….`,
    {
      hint: 'Build the dataset again, or copy the folder under another name to train on it as it is.',
    },
  );
}

function nameOf(path: string): string {
  const name = basename(path)
    .replace(/\.jsonl?$/i, '')
    .normalize('NFC');
  return (
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '') || 'data'
  );
}

function notFound(argument: string, places: Places): AppError {
  const meant = nearest(
    basename(argument),
    candidates(argument, places).map((path) => basename(path)),
  );
  const near = meant === undefined ? '' : ` Did you mean ${join(dirname(argument), meant)}?`;
  const known = existsSync(datasets(places.root)) ? readdirSync(datasets(places.root)) : [];
  return new AppError('data.not-found', `There is no data at "${argument}".${near}`, {
    hint: `--data takes a .jsonl or .json file, a folder with train and val, or a dataset id.${known.length === 0 ? '' : ` Datasets here: ${known.join(', ')}.`}`,
  });
}

function candidates(argument: string, places: Places): string[] {
  const folders = [join(places.cwd, dirname(argument)), join(places.root, dirname(argument)), datasets(places.root)];
  return folders.flatMap((folder) => (existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : []));
}
