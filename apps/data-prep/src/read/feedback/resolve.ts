import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { AppError } from '@naru/contracts';
import type { FileHashes } from '@naru/files';

import type { SourceConfig } from '../source.ts';
import { exportsIn, namedExport, timeOf, type FeedbackExport } from './exports.ts';

export interface FeedbackPlaces {
  /** `data/feedback` */
  readonly root: string;
  readonly hashes: FileHashes;
  /** Message ids that no dataset may hold, whatever the exports say. */
  readonly forgotten?: ReadonlySet<string>;
}

/**
 * The sources with those of feedback turned into files, and with the answers of each that are to be left out: taken back
 * after they were rated, as any export here tells, forgotten, or in a later export of the same recipe. Only what is
 * really in a file is named, so that a withdrawal elsewhere changes nothing.
 *
 * @throws AppError `data.not-found`, `data.invalid`, `data.changed`
 */
export async function resolvedFeedback(
  sources: readonly SourceConfig[],
  { root, hashes, forgotten = new Set() }: FeedbackPlaces,
): Promise<SourceConfig[]> {
  if (sources.every(({ feedback }) => feedback === undefined)) return [...sources];
  const known = await exportsIn(root);
  const named = new Map<SourceConfig, NamedExport>();
  for (const source of sources) {
    if (source.feedback === undefined) continue;
    const found = await namedExport(source.feedback, known);
    await requireFile(found, hashes);
    named.set(source, { ...found, ratedAt: await ratedAtIn(found) });
  }
  const recipes = [...named.values()];
  const all = [...new Map([...known, ...recipes].map((each) => [each.id, each])).values()];
  return sources.map((source) => {
    const of = named.get(source);
    return of === undefined ? source : asFile(source, of, { all, recipes, forgotten });
  });
}

interface NamedExport extends FeedbackExport {
  /** By message id: when the answer was rated, in milliseconds. */
  readonly ratedAt: ReadonlyMap<string, number>;
}

interface Others {
  readonly all: readonly FeedbackExport[];
  readonly recipes: readonly NamedExport[];
  readonly forgotten: ReadonlySet<string>;
}

function asFile(source: SourceConfig, of: NamedExport, { all, recipes, forgotten }: Others): SourceConfig {
  const { feedback: _, ...rest } = source;
  // By the time of the rating, not of the file: a file of a restored database may be the latest and know the least.
  const withdrawn = new Set(
    all.flatMap((other) => other.manifest.withdrawn.filter((id) => timeOf(other) >= (of.ratedAt.get(id) ?? Infinity))),
  );
  for (const id of of.ratedAt.keys()) if (forgotten.has(id)) withdrawn.add(id);
  const newer = recipes.filter(
    (other) => timeOf(other) > timeOf(of) || (timeOf(other) === timeOf(of) && other.id < of.id),
  );
  const superseded = [...of.ratedAt.keys()].filter(
    (id) => !withdrawn.has(id) && newer.some(({ ratedAt }) => ratedAt.has(id)),
  );
  return {
    ...rest,
    path: join(of.folder, of.manifest.file.path),
    format: 'jsonl',
    encoding: 'utf-8',
    rated: {
      id: of.id,
      answers: of.manifest.counts.answers,
      withdrawn: [...withdrawn].sort(),
      superseded: superseded.sort(),
    },
  };
}

async function requireFile({ id, folder, manifest }: FeedbackExport, hashes: FileHashes): Promise<void> {
  const path = join(folder, manifest.file.path);
  const found = await hashes.of(path).catch((cause: unknown) => {
    throw new AppError('data.not-found', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  });
  if (found.sha256 === manifest.file.sha256) return;
  throw new AppError('data.changed', `${path} is not the file of ${id}: it was changed after the export.`, {
    hint: 'Export again: npx nx run serve:export-feedback',
  });
}

// Serve writes the id first and the time last; whether a line fits its schema is seen when it is read.
const LINE_ID = /^\{"messageId":"([0-9a-f-]{36})"/;
const LINE_TIME = /"ratedAt":"([^"]{1,40})"\}$/;
const TAIL = 60;

async function ratedAtIn({ folder, manifest }: FeedbackExport): Promise<ReadonlyMap<string, number>> {
  const ratedAt = new Map<string, number>();
  const lines = createInterface({ input: createReadStream(join(folder, manifest.file.path)), crlfDelay: Infinity });
  for await (const line of lines) {
    const id = LINE_ID.exec(line)?.[1];
    const time = Date.parse(LINE_TIME.exec(line.slice(-TAIL))?.[1] ?? '');
    if (id !== undefined) ratedAt.set(id, Number.isNaN(time) ? -Infinity : time);
  }
  return ratedAt;
}
