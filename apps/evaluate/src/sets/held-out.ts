import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';

import { checkDatasetManifest, type TrainJob } from '@naru/contracts';

/** A row of a dataset, as far as an evaluation needs it. */
export interface Row {
  /** Where it stands: `val.jsonl:12`. */
  readonly id: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** Rows that a candidate was not trained on. */
export interface HeldOutRows {
  readonly datasetId: string;
  readonly sha256: string;
  readonly rows: readonly Row[];
  /** The run itself left them out: a copy of one among its rows was not learned either. */
  readonly isOfRun: boolean;
}

/** Rows of its own that a run held out where its data had none for that. */
const OWN = 'held-out.jsonl';

/**
 * The rows that a run left out of its training, best those that it did not even look at: the test split of its dataset,
 * else its validation rows. Undefined where it has none.
 */
export async function heldOutRows(
  job: TrainJob,
  runDir: string,
  limit: number | undefined,
): Promise<HeldOutRows | undefined> {
  if (limit === 0) return undefined;
  const { paths, isOfRun } = heldOutPaths(job, runDir);
  const rows: Row[] = [];
  for (const path of paths) for await (const row of rowsOf(path)) if (isScorable(row)) rows.push(row);
  const used = limit === undefined ? rows : spread(rows, limit);
  if (used.length === 0) return undefined;
  const sha256 = createHash('sha256').update(used.map(({ messages }) => JSON.stringify(messages)).join('\n'));
  return { datasetId: job.data.id, sha256: sha256.digest('hex'), rows: used, isOfRun };
}

function heldOutPaths({ data }: TrainJob, runDir: string): { readonly paths: string[]; readonly isOfRun: boolean } {
  const [first] = data.train;
  const test = [dirname(first.path), dirname(dirname(first.path))].flatMap(testFiles);
  if (test.length > 0) return { paths: test, isOfRun: false };
  const validation = data.validation.map(({ path }) => path);
  const own = [join(runDir, OWN)].filter((path) => existsSync(path));
  return { paths: validation.length > 0 ? validation : own, isOfRun: true };
}

/** Of a dataset with a manifest; none where the folder has none. */
function testFiles(folder: string): string[] {
  try {
    const checked = checkDatasetManifest(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
    return checked.ok ? checked.value.splits.test.map(({ path }) => join(folder, path)) : [];
  } catch {
    return [];
  }
}

/** The rows of a file of JSON lines, or of one JSON array; what is no row is left out. */
export async function* rowsOf(path: string): AsyncGenerator<Row> {
  const name = path.split('/').slice(-2).join('/');
  let at = 0;
  for await (const value of valuesOf(path)) {
    at += 1;
    const { messages } = (value ?? {}) as { messages?: Row['messages'] };
    if (Array.isArray(messages) && messages.every(isMessage)) yield { id: `${name}:${at}`, messages };
  }
}

async function* valuesOf(path: string): AsyncGenerator {
  if (path.toLowerCase().endsWith('.json')) {
    const whole = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    yield* Array.isArray(whole) ? whole : [whole];
    return;
  }
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    yield parsed(line);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

const isMessage = (value: unknown): boolean => {
  const { role, content } = (value ?? {}) as Record<string, unknown>;
  return typeof role === 'string' && typeof content === 'string';
};

const isScorable = ({ messages }: Row): boolean => messages.at(-1)?.role === 'assistant' && messages.length > 1;

/** So many of them, from all over: files stand for topics and languages. */
function spread(rows: readonly Row[], most: number): Row[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, at) => rows[Math.floor((at * rows.length) / most)]).filter(
    (row) => row !== undefined,
  );
}
