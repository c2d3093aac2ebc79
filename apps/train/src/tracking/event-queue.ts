import type { JobEvent } from '@naru/contracts';

import { EventSource } from './event-source.ts';
import { nothingKnown, withEvent, type RunFacts } from './run-facts.ts';

/** Up to where events are delivered. */
export interface Position {
  readonly deliveredSeq: number;
  readonly deliveredAt: number;
}

// More stays in the file, which is the queue.
const MOST_WAITING = 2000;

/** A run's events that are not delivered yet, in order, and what all of them say about the run. */
export class EventQueue {
  readonly #path: string;
  readonly #runId: string;
  #source: EventSource;
  #waiting: JobEvent[] = [];
  #position: Position;
  facts: RunFacts = nothingKnown;
  lastAt = 0;

  constructor(path: string, runId: string, position: Position) {
    this.#path = path;
    this.#runId = runId;
    this.#source = new EventSource(path, runId);
    this.#position = position;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Looks for more events, unless enough wait already. */
  async fill(): Promise<void> {
    while (this.#waiting.length < MOST_WAITING) {
      const events = await this.#source.read();
      if (events === undefined) return;
      if (!events.every((event) => this.#take(event))) this.rewind({ deliveredSeq: -1, deliveredAt: 0 });
    }
  }

  peek(count: number): readonly JobEvent[] {
    return this.#waiting.slice(0, count);
  }

  remove(count: number): void {
    this.#waiting.splice(0, count);
  }

  /** Begins again with the event after `position`. */
  rewind(position: Position): void {
    this.#source = new EventSource(this.#path, this.#runId);
    this.#waiting = [];
    this.#position = position;
    this.facts = nothingKnown;
  }

  /** False where the file lost its end, as in a power cut, and other events took the numbers of delivered ones. */
  #take(event: JobEvent): boolean {
    const { deliveredSeq, deliveredAt } = this.#position;
    if (event.seq === deliveredSeq && event.at !== deliveredAt) return false;
    this.facts = withEvent(this.facts, event);
    this.lastAt = Math.max(this.lastAt, event.at);
    if (event.seq > deliveredSeq) this.#waiting.push(event);
    return true;
  }
}
