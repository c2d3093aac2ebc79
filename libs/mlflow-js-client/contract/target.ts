// Owns: what the contract runs against: any MLflow server, the fake or the real one.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MlflowClient, NewRun, Run } from '../src/index.ts';

/** Asked for inside tests only: the server starts in `beforeAll`. */
export interface Target {
  readonly client: () => MlflowClient;
}

/** A name that no other test uses, in Korean and with a space, as people write them. */
export function aName(what: string): string {
  return `${what} 나루 ${randomUUID().slice(0, 8)}`;
}

export async function anExperiment(client: MlflowClient): Promise<string> {
  return client.experiments.create({ name: aName('실험') });
}

export async function aRun(client: MlflowClient, run: Partial<NewRun> = {}): Promise<Run> {
  return client.runs.create({ experimentId: run.experimentId ?? (await anExperiment(client)), ...run });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A folder for one test, removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-js-client-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
