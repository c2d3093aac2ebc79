// Owns what happened in a job, as its reader sees it: numbered, kept in a file, told to who listens.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { DataPlaces } from '../data-places.ts';

export type JobEventName = 'progress' | 'line' | 'state';

export interface JobEvent {
  readonly id: number;
  readonly event: JobEventName;
  readonly data: object;
}

type Listener = (event: JobEvent) => void;

export class JobEvents {
  readonly #places: DataPlaces;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #last = new Map<string, number>();

  constructor(places: DataPlaces) {
    this.#places = places;
  }

  add(job: string, event: JobEventName, data: object): void {
    const last = this.#last.get(job);
    const id = (last ?? this.read(job).at(-1)?.id ?? 0) + 1;
    this.#last.set(job, id);
    mkdirSync(this.#places.job(job), { recursive: true });
    // A kill may have cut the last line of another process.
    const start = last === undefined ? '\n' : '';
    appendFileSync(this.#path(job), `${start}${JSON.stringify({ id, event, data })}\n`);
    for (const listener of this.#listeners.get(job) ?? []) listener({ id, event, data });
  }

  /** All that came after; of what was told of progress only the last, which says it all. */
  read(job: string, after = 0): JobEvent[] {
    const path = this.#path(job);
    if (!existsSync(path)) return [];
    const events = readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line) => parsed(line) ?? [])
      .filter(({ id }) => id > after);
    const last = events.findLast(({ event }) => event === 'progress');
    return events.filter((one) => one.event !== 'progress' || one === last);
  }

  /** @returns what ends it */
  listen(job: string, listener: Listener): () => void {
    const all = this.#listeners.get(job) ?? new Set();
    this.#listeners.set(job, all.add(listener));
    return () => {
      all.delete(listener);
      if (all.size === 0) this.#listeners.delete(job);
    };
  }

  forget(job: string): void {
    this.#last.delete(job);
    rmSync(this.#places.job(job), { recursive: true, force: true });
  }

  #path(job: string): string {
    return join(this.#places.job(job), 'events.jsonl');
  }
}

// The last line may have been cut by a kill.
function parsed(line: string): JobEvent | undefined {
  if (!line.endsWith('}')) return undefined;
  try {
    return JSON.parse(line) as JobEvent;
  } catch {
    return undefined;
  }
}
