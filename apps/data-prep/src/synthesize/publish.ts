import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { canonicalJson } from '@naru/contracts';
import { folderBeside, settleFolder, writeFileAtomically } from '@naru/files';

import { contentKey } from '../steps/judge/verdict.ts';
import type { ReadFile } from './read-rows.ts';
import type { Made, MadeRow } from './synthesize.ts';

/** What stands in a synthetic source's manifest.json beside its rows. */
export interface SyntheticManifest {
  readonly v: 1;
  readonly name: string;
  readonly description: string;
  readonly licence: string | null;
  readonly model: string;
  /** SHA-256 of each prompt's file, by its name in `apps/data-prep/prompts`. */
  readonly prompts: Readonly<Record<string, string>>;
  readonly sampling: Readonly<Record<string, number>>;
  readonly judge: { readonly model: string; readonly rubric: string; readonly minimum: number } | null;
  readonly seeds: readonly ReadFile[];
  readonly against: readonly ReadFile[];
  readonly wanted: number;
  /** Why there are fewer than wanted. */
  readonly ended: 'complete' | 'rounds' | 'budget';
  readonly dropped: Readonly<Record<string, number>>;
  /** `estimated`: answers of which the endpoint did not say what they cost. */
  readonly tokens: { readonly prompt: number; readonly completion: number; readonly estimated: number };
  readonly rows: { readonly path: string; readonly rows: number; readonly bytes: number; readonly sha256: string };
  /** Over all the rest. */
  readonly sha256: string;
}

export type SyntheticParts = Omit<SyntheticManifest, 'v' | 'rows' | 'sha256' | 'dropped'>;

export interface PublishedSource {
  /** `<name>@<the first 32 digits>`. */
  readonly id: string;
  readonly path: string;
  readonly manifest: SyntheticManifest;
}

const ROWS = 'rows.jsonl';
const ID_DIGITS = 32;

/** Writes the rows beside and renames the folder when it is whole: an immutable source, named by its content. */
export async function publishSource(folder: string, made: Made, parts: SyntheticParts): Promise<PublishedSource> {
  const text = made.rows.map((row) => lineOf(row, parts)).join('');
  const rows = { path: ROWS, rows: made.rows.length, bytes: Buffer.byteLength(text), sha256: sha256(text) };
  const document = { v: 1 as const, ...parts, dropped: made.dropped, rows };
  const manifest: SyntheticManifest = { ...document, sha256: sha256(canonicalJson(document)) };
  const id = `${parts.name}@${manifest.sha256.slice(0, ID_DIGITS)}`;
  const beside = await folderBeside(folder);
  try {
    await writeFileAtomically(join(beside, ROWS), text);
    await writeFileAtomically(join(beside, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return { id, manifest, path: (await settleFolder(beside, id)).path };
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}

function lineOf({ row, verdict }: MadeRow, { name, judge }: SyntheticParts): string {
  const { messages, topic, language, synthetic } = row;
  const id = `${name}-${contentKey(row).slice(0, ROW_DIGITS)}`;
  const judged = verdict === undefined ? undefined : { ...verdict, model: judge?.model, rubric: judge?.rubric };
  return `${JSON.stringify({ id, language, topic, messages, synthetic, judged })}\n`;
}

const ROW_DIGITS = 16;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
