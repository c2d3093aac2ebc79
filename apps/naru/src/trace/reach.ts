// Owns how far a source, or an answer that was learned from, has reached: datasets, runs, adapters, reports, answers.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EvaluationReport } from '@naru/contracts';
import type { Database } from '@naru/db';

import { reportsIn } from '../stages/evaluate.ts';
import { inProduction } from '../stages/in-production.ts';
import { knownDatasets, knownRuns, messagesIn, namesIn, type KnownRun } from './artifacts.ts';

export interface Sought {
  /** Of files. */
  readonly sha256: ReadonlySet<string>;
  readonly messageIds: ReadonlySet<string>;
}

export interface Reach {
  /** Exports of feedback. */
  readonly exports: readonly string[];
  /** Ids, with the sources in them. */
  readonly datasets: readonly { readonly id: string; readonly sources: readonly string[] }[];
  readonly runs: readonly {
    readonly runId: string;
    readonly datasetId: string;
    /** Null: the run did not finish. */
    readonly adapter: string | null;
    readonly adapterSha256: string | null;
  }[];
  readonly reports: readonly {
    readonly id: string;
    readonly adapter: string;
    readonly verdict: EvaluationReport['verdict'];
  }[];
  /** Name of the adapter, where one of these is in production by the audit log. */
  readonly inProduction: string | null;
  /** Answers that these adapters gave. */
  readonly answers: { readonly count: number; readonly newest: readonly string[] };
}

export async function reachOf(sought: Sought, database: Database, root: string): Promise<Reach> {
  const datasets = await datasetsWith(sought, root);
  const ids = new Set(datasets.map(({ id }) => id));
  const runs = (await knownRuns(root)).filter((run) => ids.has(run.job.data.id) || isTrainedOn(run, sought));
  const adapters = new Map(
    runs.flatMap(({ finished }) => (finished === undefined ? [] : [[finished.sha256, finished.name] as const])),
  );
  const isOf = ({ candidate, heldOut }: EvaluationReport): boolean =>
    adapters.has(candidate.sha256 ?? '') || ids.has(heldOut?.datasetId ?? '');
  const reports = (await reportsIn(root)).filter(isOf);
  const production = await inProduction(database);
  return {
    exports: await exportsWith(sought, root),
    datasets,
    runs: runs.map(({ job, finished }) => ({
      ...{ runId: job.runId, datasetId: job.data.id },
      ...{ adapter: finished?.name ?? null, adapterSha256: finished?.sha256 ?? null },
    })),
    reports: reports.map(({ id, candidate, verdict }) => ({ id, adapter: candidate.name, verdict })),
    inProduction: [...adapters].find(([sha256]) => production.has(sha256))?.[1] ?? null,
    answers: await answersOf([...adapters.keys()], database),
  };
}

async function exportsWith({ messageIds }: Sought, root: string): Promise<string[]> {
  if (messageIds.size === 0) return [];
  const folder = join(root, 'data', 'feedback');
  const found: string[] = [];
  for (const id of await namesIn(folder)) {
    const text = await readFile(join(folder, id, 'feedback.jsonl'), 'utf8').catch(() => '');
    if ([...messageIds].some((messageId) => text.includes(`{"messageId":"${messageId}"`))) found.push(id);
  }
  return found;
}

async function datasetsWith({ sha256, messageIds }: Sought, root: string): Promise<Reach['datasets']> {
  const found: Reach['datasets'][number][] = [];
  for (const { id, manifest } of await knownDatasets(root)) {
    const sources = manifest.sources.filter(({ files }) => files.some((file) => sha256.has(file.sha256)));
    const learned = messageIds.size === 0 ? new Set<string>() : await messagesIn(root, id);
    const ofMessages = [...messageIds].some((messageId) => learned.has(messageId));
    if (sources.length > 0 || ofMessages) {
      found.push({ id, sources: [...sources.map(({ name }) => name), ...(ofMessages ? ['messages.jsonl'] : [])] });
    }
  }
  return found;
}

/** A run may be given files that are in no dataset. */
function isTrainedOn({ job }: KnownRun, { sha256 }: Sought): boolean {
  return [...job.data.train, ...job.data.validation].some((file) => sha256.has(file.sha256));
}

const SHOWN = 20;

async function answersOf(adapters: readonly string[], { read }: Database): Promise<Reach['answers']> {
  const newest: string[] = [];
  let count = 0;
  for (const sha256 of adapters) {
    // Written with the message and never changed, as compact JSON.
    const pattern = `%"adapter":{%"sha256":"${sha256}"%`;
    const [row] = await read.sql<{ count: number | string }[]>`
      SELECT COUNT(*) AS "count" FROM messages WHERE role = 'assistant' AND provenance LIKE ${pattern}`;
    count += Number(row?.count ?? 0);
    const rows = await read.sql<{ id: string }[]>`
      SELECT id AS "id" FROM messages WHERE role = 'assistant' AND provenance LIKE ${pattern}
      ORDER BY id DESC LIMIT ${SHOWN}`;
    newest.push(...rows.map(({ id }) => id));
  }
  return { count, newest: newest.sort().reverse().slice(0, SHOWN) };
}
