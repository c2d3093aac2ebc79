import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { type FileHashes, keyOf } from '@naru/files';

import type { ForgottenThings } from '../forgotten/forgotten.ts';
import {
  filesOf,
  rangesOf,
  type Listed,
  type PullDataset,
  type RefusedRecord,
  type SourceConfig,
} from '../read/index.ts';
import type { BuildProgress } from './progress.ts';
import { outcomePath, type ReadOutcome, type ReadTask } from './read-task.ts';
import type { StepFolder, Store } from './store.ts';
import type { Task } from './worker.ts';
import type { Workers } from './workers.ts';

/** A source's files, with what names their content. */
export interface HashedSource {
  readonly config: SourceConfig;
  readonly files: readonly (Listed & { readonly sha256: string; readonly bytes: number })[];
  /** Names of the files that are left out because they are forgotten. */
  readonly forgotten: readonly string[];
}

/** What came of a source. */
export interface SourceRows {
  readonly name: string;
  readonly rows: number;
  readonly refused: number;
  readonly firstRefused: readonly RefusedRecord[];
  readonly notes: Readonly<Record<string, number>>;
}

export interface Rows {
  readonly key: string;
  readonly folder: StepFolder;
  readonly shards: readonly { readonly name: string; readonly rows: number }[];
  readonly sources: readonly SourceRows[];
}

/** Raised with every change of what rows come of a file, or of how they lie in shards. */
const VERSION = 1;
const SHARD_ROWS = 4096;
const SHARD_CHARACTERS = 16 * 1024 * 1024;
const RANGE_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 250;

export interface Reading {
  readonly store: Store;
  readonly workers: Workers;
  readonly progress: BuildProgress;
  readonly signal: AbortSignal;
}

/** Files with their hashes, but those that are forgotten; a file that cannot be read stands with its fault instead. */
export async function hashedSource(
  config: SourceConfig,
  hashes: FileHashes,
  options: { readonly pullDataset?: PullDataset; readonly forgotten?: ForgottenThings },
): Promise<HashedSource> {
  const { path, rated } = config;
  const { forgotten } = options;
  if (path !== undefined && rated === undefined && forgotten?.paths.has(path) === true && !existsSync(path)) {
    return { config, files: [], forgotten: [basename(path)] };
  }
  const files: HashedSource['files'][number][] = [];
  for (const file of await filesOf(config, options)) {
    const isFile = file.fault === undefined && (await stat(file.path).catch(() => undefined))?.isFile() === true;
    const hash = isFile ? await hashes.of(file.path).catch(() => undefined) : undefined;
    files.push({ ...file, sha256: hash?.sha256 ?? '', bytes: hash?.bytes ?? 0 });
  }
  const isForgotten = ({ sha256 }: { readonly sha256: string }): boolean => forgotten?.sha256.has(sha256) === true;
  return {
    config,
    files: files.filter((file) => !isForgotten(file)),
    forgotten: files.filter(isForgotten).map(({ name }) => name),
  };
}

/** Reads all sources into shards, each file or range of a file by a worker; takes what was read before. */
export async function readSources(sources: readonly HashedSource[], reading: Reading): Promise<Rows> {
  const key = readKey(sources);
  const folder = reading.store.folder('read', key);
  const bytesRead = new SharedArrayBuffer(8);
  const tasks = (await Promise.all(sources.map((source, at) => tasksOf(source, at, { folder, bytesRead })))).flat();
  const pending = tasks.filter((task) => !existsSync(outcomePath(folder.path, task.name)));
  if (pending.length > 0) await run(pending, bytesRead, reading);
  return { key, folder, ...collected(sources, tasks, folder) };
}

function readKey(sources: readonly HashedSource[]): string {
  const described = sources.map(({ config: { path: _, ...config }, files }) => ({
    config,
    files: files.map(({ name, sha256, fault }) => ({ name, sha256, fault })),
  }));
  return keyOf({ version: VERSION, rows: SHARD_ROWS, characters: SHARD_CHARACTERS, range: RANGE_BYTES, described });
}

async function tasksOf(
  { config, files }: HashedSource,
  source: number,
  { folder, bytesRead }: { readonly folder: StepFolder; readonly bytesRead: SharedArrayBuffer },
): Promise<ReadTask[]> {
  const tasks: ReadTask[] = [];
  for (const [at, file] of files.entries()) {
    const ranges = await rangesOf(file, RANGE_BYTES, config);
    const name = `${numbered(source, 2)}-${numbered(at, 5)}`;
    const task = {
      source: config,
      file,
      folder: folder.path,
      shardRows: SHARD_ROWS,
      shardCharacters: SHARD_CHARACTERS,
      bytesRead,
    };
    if (ranges === undefined) tasks.push({ ...task, name });
    else
      for (const [part, range] of ranges.entries())
        tasks.push({ ...task, range, name: `${name}-${numbered(part, 5)}` });
  }
  return tasks;
}

const numbered = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** A file that cannot be divided is one task, of minutes: how far it is shows between its ends. */
async function run(
  tasks: readonly ReadTask[],
  bytesRead: SharedArrayBuffer,
  { workers, progress, signal }: Reading,
): Promise<void> {
  const bytesOf = new Map(tasks.map((task): [Task, number] => [{ kind: 'read', task }, kilobytes(task)]));
  const total = [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
  const meter = progress.begin('read', { total, unit: 'kB' });
  const read = new BigUint64Array(bytesRead);
  let done = 0;
  const show = (): void => meter.at(Math.min(total, Math.max(done, Number(Atomics.load(read, 0)) / 1000)));
  const looking = setInterval(show, LOOK_MS);
  try {
    await workers.run([...bytesOf.keys()], {
      signal,
      done: (task) => {
        done += bytesOf.get(task) ?? 0;
        show();
      },
    });
  } finally {
    clearInterval(looking);
  }
  meter.end();
}

function kilobytes({ file, range }: ReadTask): number {
  const bytes = range === undefined ? (file as HashedSource['files'][number]).bytes : range.end - range.start;
  return bytes / 1000;
}

function collected(
  sources: readonly HashedSource[],
  tasks: readonly ReadTask[],
  folder: StepFolder,
): Pick<Rows, 'shards' | 'sources'> {
  const shards: Rows['shards'][number][] = [];
  const bySource = new Map(sources.map(({ config: { name } }) => [name, emptySource(name)]));
  for (const task of tasks) {
    const outcome = JSON.parse(readFileSync(outcomePath(folder.path, task.name), 'utf8')) as ReadOutcome;
    const source = bySource.get(task.source.name);
    if (source === undefined) continue;
    shards.push(...outcome.shards);
    source.rows += outcome.shards.reduce((sum, { rows }) => sum + rows, 0);
    source.refused += outcome.refused;
    source.firstRefused = [...source.firstRefused, ...outcome.firstRefused].slice(0, FIRST_REFUSED);
    for (const [note, times] of Object.entries(outcome.notes)) source.notes[note] = (source.notes[note] ?? 0) + times;
  }
  return { shards, sources: [...bySource.values()] };
}

interface Summing {
  readonly name: string;
  rows: number;
  refused: number;
  firstRefused: RefusedRecord[];
  readonly notes: Record<string, number>;
}

const emptySource = (name: string): Summing => ({ name, rows: 0, refused: 0, firstRefused: [], notes: {} });

const FIRST_REFUSED = 20;
