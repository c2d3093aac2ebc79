import { EngineError } from '../engine-error.ts';

const MAX_HELD_BYTES = 8 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Cuts a byte stream where server-sent events end, so that nobody downstream sees half of one. */
export class WholeEvents {
  #held: Buffer = EMPTY;

  /** The bytes up to the last event that is complete; undefined where none is. */
  take(chunk: Buffer): Buffer | undefined {
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const end = lastEnd(all);
    if (end === 0 && all.length > MAX_HELD_BYTES) {
      throw new EngineError('engine.failed', 'The engine sent an event without end.');
    }
    this.#held = end === all.length ? EMPTY : all.subarray(end);
    return end === 0 ? undefined : all.subarray(0, end);
  }

  /** Whether bytes of an event wait for the rest of it. */
  get holdsAny(): boolean {
    return this.#held.length > 0;
  }

  /** Whether the stream stands amid an event. */
  get isCut(): boolean {
    return this.#held.some((byte) => byte > 0x20);
  }
}

function lastEnd(bytes: Buffer): number {
  return Math.max(ending(bytes, '\n\n'), ending(bytes, '\n\r\n'));
}

function ending(bytes: Buffer, blank: string): number {
  const at = bytes.lastIndexOf(blank);
  return at === -1 ? 0 : at + blank.length;
}

/** Each event of bytes that hold whole ones, blank line included. */
export function eachEvent(bytes: Buffer): Buffer[] {
  const events: Buffer[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = firstEnd(bytes, from);
    events.push(bytes.subarray(from, end));
    from = end;
  }
  return events;
}

function firstEnd(bytes: Buffer, from: number): number {
  const ends = ['\n\n', '\n\r\n'].map((blank) => {
    const at = bytes.indexOf(blank, from);
    return at === -1 ? bytes.length : at + blank.length;
  });
  return Math.min(...ends);
}
