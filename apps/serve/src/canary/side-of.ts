import { createHash } from 'node:crypto';

import type { Side } from './comparison.ts';

const BYTES = 6;

/** The side of a conversation: the same whenever and wherever it is asked, and by chance from one canary to the next. */
export function sideOf(canaryId: string, conversationId: string, share: number): Side {
  const digest = createHash('sha256').update(`${canaryId} ${conversationId}`).digest();
  return digest.readUIntBE(0, BYTES) / 2 ** (8 * BYTES) < share ? 'candidate' : 'baseline';
}
