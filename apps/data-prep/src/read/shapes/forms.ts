// Owns by which names a form is told. Does not read values.
import type { Columns } from '../source.ts';
import { KNOWN_KEYS, PAIRS } from './shapes.ts';
import { LOG_KEYS, turnLogOf } from './turn-log.ts';

const ALONE = ['messages', 'conversations', 'conversation', 'chosen', 'mapping'];

/** Whether records with these keys can be rows or turns. */
export function hasForm(keys: readonly string[], columns: Columns | undefined): boolean {
  const has = (key: string | undefined): boolean => key !== undefined && keys.includes(key);
  if (columns?.user !== undefined || columns?.assistant !== undefined) {
    return has(columns.user) && has(columns.assistant);
  }
  if (ALONE.some(has) || PAIRS.some(([question, answer]) => has(question) && has(answer))) return true;
  if (has('instruction') && ['output', 'response', 'completion'].some(has)) return true;
  return turnLogOf(keys, columns) !== undefined;
}

/** The keys of wide tables that are kept. */
export function wantedKeys(columns: Columns | undefined): ReadonlySet<string> {
  const named = Object.values(columns ?? {}).filter((name): name is string => typeof name === 'string');
  return new Set([...KNOWN_KEYS, ...LOG_KEYS, ...named.map((name) => name.trim().normalize('NFC'))]);
}
