import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// What a client may choose stands in logs and headers: nothing in it may break a line or fill a disk.
const SANE = /^[\w.:-]{1,128}$/;

/** The client's `x-request-id` where it is sane, else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : randomUUID();
}
