import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A secret that cannot be guessed: 43 characters that need no escaping anywhere. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What a table holds of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether two secrets are the same, in a time that tells nothing of where they differ. */
export function hasToken(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(wanted)));
}
