// Owns asking Presidio, where its environment has been made. Does not know what its finds are worth.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Kind } from '../src/index.ts';
import type { Labelled, Span } from './labelled.ts';

const PYTHON = join(import.meta.dirname, '../../../.venv-presidio/bin/python');
const PROGRAM = join(import.meta.dirname, 'presidio.py');
const MAX_OUTPUT = 256 * 1024 * 1024;

/** Kinds for which Presidio 2.2 has a pattern; its `bank-account` is the IBAN alone. */
export const PRESIDIO_KINDS: readonly Kind[] = [
  'email',
  'phone',
  'resident-number',
  'foreigner-number',
  'business-number',
  'card',
  'passport',
  'driver-licence',
  'ipv4',
  'ipv6',
  'mac',
];

export interface PresidioFinds {
  readonly of: ReadonlyMap<Labelled, readonly Span[]>;
  readonly seconds: number;
}

/** Undefined where it is not installed. @throws Error with what it said where it fails */
export function presidioFinds(rows: readonly Labelled[]): PresidioFinds | undefined {
  if (!existsSync(PYTHON)) return undefined;
  const input = JSON.stringify(rows.map(({ text }) => text));
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(PYTHON, [PROGRAM], { input, encoding: 'utf8', maxBuffer: MAX_OUTPUT });
  if (status !== 0) throw new Error(`Presidio failed: ${stderr.slice(-2000)}`);
  const answers = JSON.parse(stdout) as [Kind, number, number][][];
  const of = new Map(rows.map((row, index) => [row, (answers[index] ?? []).map((find) => spanOf(row.text, find))]));
  return { of, seconds: (performance.now() - begun) / 1000 };
}

/** Python counts code points. */
function spanOf(text: string, [kind, start, end]: [Kind, number, number]): Span {
  return { kind, start: offsetOf(text, start), end: offsetOf(text, end) };
}

function offsetOf(text: string, points: number): number {
  let offset = 0;
  for (let point = 0; point < points; point++) offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}
