import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import { AppError, nearest, type TrainJob } from '@naru/contracts';
import type { FileHashes } from '@naru/files';

import { combinedSha256 } from './combined-hash.ts';
import { filesOfSplits, type SplitFiles } from './dataset-files.ts';
import { existing, type Places } from '../places.ts';

type Data = TrainJob['data'];
type DataFile = Data['validation'][number];

const DATASET_ID = /^([a-z0-9][a-z0-9._-]*)@([0-9a-f]{32})$/;

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
  const train = await hashed(splits.train, hashes);
  const validation = await hashed(splits.validation, hashes);
  const [first, ...rest] = train;
  if (first === undefined) throw new AppError('data.not-found', `${path} holds no training file.`);
  const sha256 = sha256Of(path, splits, [...train, ...validation]);
  const named = DATASET_ID.exec(basename(path));
  if (named !== null) return { ...published(path, named, sha256), train: [first, ...rest], validation };
  return { id: `${nameOf(path)}@${sha256.slice(0, 32)}`, sha256, train: [first, ...rest], validation };
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

/** A dataset folder is named after its content: the hash of its manifest where it has one, else of its rows. */
function published(path: string, [id, , digits]: RegExpExecArray, rows: string): Pick<Data, 'id' | 'sha256'> {
  const sha256 = manifestSha256(path) ?? rows;
  if (!sha256.startsWith(digits ?? '')) {
    throw new AppError(
      'data.changed',
      `${path} does not hold what its name says: its sha256 is ${sha256.slice(0, 32)}….`,
      {
        hint: 'Build the dataset again, or copy the folder under another name to train on it as it is.',
      },
    );
  }
  return { id, sha256 };
}

function manifestSha256(path: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')) as { sha256?: unknown };
    return typeof manifest.sha256 === 'string' ? manifest.sha256 : undefined;
  } catch {
    return undefined;
  }
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
