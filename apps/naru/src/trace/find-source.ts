import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';

import { AppError } from '@naru/contracts';
import { DataSourceRow, type Database } from '@naru/db';
import { fileSha256 } from '@naru/files';

import { jsonIn, knownDatasets, namesIn, type KnownDataset } from './artifacts.ts';

/** A file that datasets are made of, known by its content. */
export interface SourceFile {
  readonly sha256: string;
  /** For people. */
  readonly name: string;
  /** Where it lies, from the workspace; null: known from a manifest alone. */
  readonly path: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{8,64}$/;

/**
 * The files that a person means by a path, a hash (or its first 8 digits), the id of an upload, or the name of a source or file.
 *
 * @throws AppError `source.not-found`
 */
export async function findSource(
  wanted: string,
  database: Database,
  { root, cwd }: Readonly<Record<'root' | 'cwd', string>>,
): Promise<SourceFile[]> {
  const datasets = await knownDatasets(root);
  const place = [resolve(cwd, wanted), resolve(root, wanted), join(root, 'data', 'feedback', wanted)].find((path) =>
    existsSync(path),
  );
  const found = [
    ...(place === undefined ? [] : await filesAt(place, root)),
    ...(await uploads(wanted, database)),
    ...inManifests(wanted, datasets),
  ];
  if (found.length === 0) {
    throw new AppError('source.not-found', `No source is known by "${wanted}".`, {
      hint: `--source takes a path, a SHA-256, the id of an upload, or a name. Sources of datasets here: ${namesOf(datasets)}.`,
    });
  }
  return unique([...found, ...(await madeOf(found, root))]);
}

async function filesAt(place: string, root: string): Promise<SourceFile[]> {
  const isFolder = (await stat(place)).isDirectory();
  const entries = isFolder ? await readdir(place, { recursive: true, withFileTypes: true }) : [];
  const paths = isFolder
    ? entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort()
    : [place];
  return Promise.all(
    paths.map(async (path) => {
      const inside = relative(root, path);
      return { sha256: await fileSha256(path), name: inside, path: inside.startsWith('..') ? path : inside };
    }),
  );
}

async function uploads(wanted: string, { read }: Database): Promise<SourceFile[]> {
  const rows = await read.findBy(DataSourceRow, UUID.test(wanted) ? { id: wanted } : { name: wanted.normalize('NFC') });
  return rows.flatMap(({ sha256, name, place }) => (sha256 === null ? [] : [{ sha256, name, path: place }]));
}

function inManifests(wanted: string, datasets: readonly KnownDataset[]): SourceFile[] {
  const sources = datasets.flatMap(({ manifest }) => manifest.sources);
  return sources.flatMap(({ name, files, feedback }) =>
    files
      .filter(
        (file) =>
          name === wanted ||
          feedback?.id === wanted ||
          basename(file.path) === wanted ||
          (HASH.test(wanted) && file.sha256.startsWith(wanted)),
      )
      .map((file) => ({ sha256: file.sha256, name: `${name}/${file.path}`, path: null })),
  );
}

interface Synthetic {
  readonly seeds?: readonly { readonly sha256: string }[];
  readonly rows?: { readonly path: string; readonly sha256: string };
}

/** Rows that a model wrote with one of the files as its seeds. */
async function madeOf(files: readonly SourceFile[], root: string): Promise<SourceFile[]> {
  const hashes = new Set(files.map(({ sha256 }) => sha256));
  const folder = join(root, 'data', 'synthetic');
  const made: SourceFile[] = [];
  for (const id of await namesIn(folder)) {
    const { seeds = [], rows } = ((await jsonIn(join(folder, id, 'manifest.json'))) ?? {}) as Synthetic;
    if (rows === undefined || !seeds.some(({ sha256 }) => hashes.has(sha256))) continue;
    const path = join('data', 'synthetic', id, rows.path);
    made.push({ sha256: rows.sha256, name: path, path });
  }
  return made;
}

/** One for each content; where it lies is worth knowing. */
function unique(files: readonly SourceFile[]): SourceFile[] {
  const bySha = new Map<string, SourceFile>();
  for (const file of files) {
    const known = bySha.get(file.sha256);
    if (known === undefined || (known.path === null && file.path !== null)) bySha.set(file.sha256, file);
  }
  return [...bySha.values()];
}

function namesOf(datasets: readonly KnownDataset[]): string {
  const names = new Set(datasets.flatMap(({ manifest }) => manifest.sources.map(({ name }) => name)));
  return names.size === 0 ? 'none' : [...names].slice(0, 20).join(', ');
}
