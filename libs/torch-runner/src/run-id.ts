import { randomBytes } from 'node:crypto';

/** UTC start and six random characters, as every run is named. */
export function newRunId(now = new Date()): string {
  const at = now
    .toISOString()
    .replace(/[-:]|\..*$/g, '')
    .slice(0, 15);
  return `${at}-${randomBytes(3).toString('hex')}`;
}
