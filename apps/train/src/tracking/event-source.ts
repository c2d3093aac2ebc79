import { open, type FileHandle } from 'node:fs/promises';

import { checkJobEvent, type JobEvent } from '@naru/contracts';

const NEWLINE = 0x0a;
const CHUNK_BYTES = 1024 * 1024;
// No event comes near: what is longer is no event and is passed over.
const LONGEST_LINE_BYTES = 16 * CHUNK_BYTES;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a run's growing events.jsonl from its beginning, a piece at a time.
 *
 * Half a line stays in the file until it is whole: whoever appends next may remove it first. A line that is no event
 * of the run is passed over. The file is the queue: what is not read yet costs no memory, however long MLflow is away.
 */
export class EventSource {
  readonly #path: string;
  readonly #runId: string;
  #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #offset = 0;

  constructor(path: string, runId: string) {
    this.#path = path;
    this.#runId = runId;
  }

  /** The next events, of at most a mebibyte of lines; undefined where no line has come since. */
  async read(): Promise<JobEvent[] | undefined> {
    const file = await opened(this.#path);
    if (file === undefined) return undefined;
    try {
      const { bytesRead } = await file.read(this.#buffer, 0, this.#buffer.length, this.#offset);
      return this.#lines(this.#buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  }

  #lines(bytes: Buffer): JobEvent[] | undefined {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) return bytes.length < this.#buffer.length ? undefined : this.#passLongLine();
    this.#offset += end;
    const events: JobEvent[] = [];
    for (let start = 0; start < end;) {
      const next = bytes.indexOf(NEWLINE, start);
      const event = this.#eventIn(bytes.subarray(start, next));
      if (event !== undefined) events.push(event);
      start = next + 1;
    }
    return events;
  }

  #passLongLine(): JobEvent[] {
    if (this.#buffer.length < LONGEST_LINE_BYTES) this.#buffer = Buffer.allocUnsafe(this.#buffer.length * 2);
    else this.#offset += this.#buffer.length;
    return [];
  }

  #eventIn(line: Buffer): JobEvent | undefined {
    try {
      const checked = checkJobEvent(JSON.parse(decoder.decode(line)));
      return checked.kind === 'event' && checked.event.runId === this.#runId ? checked.event : undefined;
    } catch {
      return undefined; // the launcher counts and logs these
    }
  }
}

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
