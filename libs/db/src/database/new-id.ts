import { randomFillSync } from 'node:crypto';

const bytes = new Uint8Array(16);
const view = new DataView(bytes.buffer);
const COUNTER_BITS = 12;
let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562): sorts by the time it was made, and ids of one process sort in the order they were made.
 *
 * The 12 bits after the time count within a millisecond; where they run out, the time goes on by one.
 */
export function newId(nowMs: number = Date.now()): string {
  randomFillSync(bytes);
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = view.getUint16(6) >>> 5; // the upper half stays free to count in
  } else if (++counter >= 1 << COUNTER_BITS) {
    lastMs += 1;
    counter = 0;
  }
  view.setUint32(0, Math.floor(lastMs / 2 ** 16));
  view.setUint16(4, lastMs % 2 ** 16);
  view.setUint16(6, 0x7000 | counter);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Buffer.from(bytes).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
