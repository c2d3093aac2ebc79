import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ArtifactSource } from '@naru/mlflow-js-client';

import type { RunFacts } from './run-facts.ts';

/** A file of the run, or a text that is made of its events. */
export interface RunArtifact {
  readonly path: string;
  readonly source: ArtifactSource & ({ readonly text: string } | { readonly file: string });
}

const SAMPLES = 'samples.json';
const LARGEST_LOG_BYTES = 16 * 1024 * 1024;

/** MLflow's page shows these as tables. */
export const TABLE_TAG = { 'mlflow.loggedArtifacts': JSON.stringify([{ path: SAMPLES, type: 'table' }]) };

/** What there is while the run goes on. */
export function earlyArtifacts(runDir: string, facts: RunFacts): RunArtifact[] {
  return [{ path: 'job.json', source: { file: join(runDir, 'job.json') } }, ...preflight(facts)];
}

/** All that a run leaves, in its folder or in its events. Checkpoints are not among it. */
export async function finalArtifacts(runDir: string, facts: RunFacts): Promise<RunArtifact[]> {
  const single = ['events.jsonl', 'refused.jsonl', 'loss.svg', 'adapter.gguf'];
  const found = await Promise.all([...single.map((name) => fileIn(runDir, name)), logIn(runDir)]);
  const adapter = facts.terminal?.type === 'run.finished' ? await filesBelow(runDir, 'adapter') : [];
  return [...earlyArtifacts(runDir, facts), ...found.flat(), ...samples(facts), ...adapter];
}

export async function sha256Of(source: RunArtifact['source']): Promise<string> {
  const hash = createHash('sha256');
  if ('text' in source) return hash.update(source.text).digest('hex');
  for await (const chunk of createReadStream(source.file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function preflight({ preflight: event }: RunFacts): RunArtifact[] {
  if (event === null) return [];
  return [{ path: 'preflight.json', source: { text: `${JSON.stringify(event, null, 2)}\n` } }];
}

/** The answers before and after, a row a question, in the form of MLflow's tables. */
function samples({ samples: told }: RunFacts): RunArtifact[] {
  if (told.length === 0) return [];
  const answer = (stage: string, index: number): string | null =>
    told.find((sample) => sample.stage === stage && sample.index === index)?.answer ?? null;
  const indexes = [...new Set(told.map((sample) => sample.index))].sort((one, other) => one - other);
  const data = indexes.map((index) => [
    told.find((sample) => sample.index === index)?.prompt ?? '',
    answer('before', index),
    answer('after', index),
  ]);
  return [{ path: SAMPLES, source: { text: JSON.stringify({ columns: ['prompt', 'before', 'after'], data }) } }];
}

async function fileIn(runDir: string, name: string): Promise<RunArtifact[]> {
  const file = join(runDir, name);
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? [{ path: name, source: { file } }] : [];
}

async function logIn(runDir: string): Promise<RunArtifact[]> {
  const found = await stat(join(runDir, 'job.log')).catch(() => undefined);
  return found !== undefined && found.size > 0 && found.size <= LARGEST_LOG_BYTES ? fileIn(runDir, 'job.log') : [];
}

async function filesBelow(runDir: string, folder: string): Promise<RunArtifact[]> {
  const entries = await readdir(join(runDir, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file.slice(runDir.length + 1), source: { file } }));
}
