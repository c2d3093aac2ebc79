// Owns what lies on this machine of datasets, runs and evaluations, as far as a trace follows it. Changes nothing.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { checkDatasetManifest, checkTrainJob, type DatasetManifest, type TrainJob } from '@naru/contracts';
import { readRun, type FinishedRun } from '@naru/runs';

import { runsOf } from '../stages/train.ts';

export interface KnownDataset {
  /** `name@sha` */
  readonly id: string;
  readonly manifest: DatasetManifest;
}

export interface KnownRun {
  readonly job: TrainJob;
  /** Undefined: it did not finish, or its adapter is gone. */
  readonly finished: FinishedRun | undefined;
}

export const datasetsOf = (root: string): string => join(root, 'data', 'datasets');

/** The manifest of a dataset; undefined where it is not here, or cannot be read. */
export async function manifestOf(root: string, id: string): Promise<DatasetManifest | undefined> {
  const checked = checkDatasetManifest(await jsonIn(join(datasetsOf(root), id, 'manifest.json')));
  return checked.ok ? checked.value : undefined;
}

export async function knownDatasets(root: string): Promise<KnownDataset[]> {
  const found = await Promise.all(
    (await namesIn(datasetsOf(root))).map(async (id) => ({ id, manifest: await manifestOf(root, id) })),
  );
  return found.flatMap(({ id, manifest }) => (manifest === undefined ? [] : [{ id, manifest }]));
}

export async function knownRun(root: string, runId: string): Promise<KnownRun | undefined> {
  const folder = join(runsOf(root), runId);
  const checked = checkTrainJob(await jsonIn(join(folder, 'job.json')));
  if (!checked.ok) return undefined;
  return { job: checked.value, finished: await readRun(folder).catch(() => undefined) };
}

export async function knownRuns(root: string): Promise<KnownRun[]> {
  const runs = await Promise.all((await namesIn(runsOf(root))).map((runId) => knownRun(root, runId)));
  return runs.filter((run) => run !== undefined);
}

/** Ids of the messages that a dataset has rows or pairs of. */
export async function messagesIn(root: string, id: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(datasetsOf(root), id, 'messages.jsonl'), 'utf8').catch(() => '');
  return new Set([...text.matchAll(/"messageId":"([0-9a-f-]{36})"/g)].map(([, messageId = '']) => messageId));
}

/** Folders of `parent` in the order of their names. */
export async function namesIn(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : [])).sort();
}

export async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
