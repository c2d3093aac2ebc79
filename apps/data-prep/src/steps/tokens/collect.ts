import { readFileSync } from 'node:fs';

import { checkTokenizeOutput, AppError, type TokenizeOutput } from '@naru/contracts';

import type { RowState } from '../../rows/row-state.ts';
import { languageOf, splitOf } from '../noted.ts';

/** Names of a shard's files: the rows for the job, what they are, and what the job says of them. */
export const ROWS = 'rows';
export const ABOUT = 'about';
export const COUNTS = 'counts';

/** What rows are summed up by. */
export interface About {
  /** Places in the shard. */
  readonly index: readonly number[];
  /** Where each was read, for people. */
  readonly at: readonly string[];
  readonly language: readonly string[];
  readonly source: readonly string[];
  readonly split: readonly string[];
}

export function collected(rows: readonly RowState[]): Record<string, Uint8Array> {
  const about: About = {
    index: rows.map(({ index }) => index),
    at: rows.map(({ row }) => row.at),
    language: rows.map((state) => languageOf(state) ?? 'not told'),
    source: rows.map(({ row }) => row.source),
    split: rows.map((state) => splitOf(state)),
  };
  const lines = rows.map(({ row: { messages } }) => `${JSON.stringify({ messages })}\n`);
  return { [ROWS]: Buffer.from(lines.join('')), [ABOUT]: Buffer.from(JSON.stringify(about)) };
}

type FileOf = (name: string) => string;

export const aboutIn = (file: FileOf): About => JSON.parse(readFileSync(file(ABOUT), 'utf8')) as About;

/** @throws AppError `job.garbage` where the job left something else */
export function countsIn(file: FileOf): TokenizeOutput {
  const checked = checkTokenizeOutput(JSON.parse(readFileSync(file(COUNTS), 'utf8')));
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new AppError('job.garbage', `${file(COUNTS)}: ${problem?.field ?? ''} ${problem?.message ?? ''}`);
}
