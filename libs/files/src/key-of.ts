import { createHash } from 'node:crypto';

import { canonicalJson } from '@naru/contracts';

const KEY_DIGITS = 32;

/** The first 32 hex digits of the SHA-256 of a value's canonical JSON. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, KEY_DIGITS);
}
