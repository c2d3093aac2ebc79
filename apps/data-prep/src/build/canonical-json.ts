import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal values give equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

const KEY_DIGITS = 32;

/** The first 32 hex digits of the SHA-256 of a value's canonical JSON. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, KEY_DIGITS);
}
