import { setTimeout as sleep } from 'node:timers/promises';

import type { ChatClient, RelayedCompletion } from '@naru/inference';

import type { EngineProcess } from '../process/engine-process.ts';
import type { ServedAdapter, Visit } from '../supervisor.ts';
import type { ServingEngine } from './supervised-client.ts';

const POLL_MS = 25;
/** A process that dies closes its connections before its end is told. */
const END_TOLD_MS = 250;

export interface Drain {
  readonly limitMs: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly adapter?: string;
}

interface Answer {
  /** Undefined: a visitor's, that may be of any. */
  readonly adapter?: string | null;
  relayed?: RelayedCompletion;
}

/** A process that is ready, and the answers that it gives right now. */
export class RunningEngine implements ServingEngine {
  readonly process: EngineProcess;
  readonly client: ChatClient;
  readonly url: string;
  /** What it was started with. */
  readonly started: readonly ServedAdapter[];
  /** Names that can be chosen. */
  readonly adapters: Set<string>;
  readonly readyAt = performance.now();
  readonly #answers = new Map<symbol, Answer>();
  #eventsSeen = 0;
  #eventsVisited = 0;

  constructor(process: EngineProcess, client: ChatClient, url: string, started: readonly ServedAdapter[]) {
    this.process = process;
    this.client = client;
    this.url = url;
    this.started = started;
    this.adapters = new Set(started.map(({ name }) => name));
  }

  /** Counts an answer from its request to its end. */
  async answer(adapter: string | null, open: () => Promise<RelayedCompletion>): Promise<RelayedCompletion> {
    const key = Symbol('answer');
    const entry: Answer = { adapter };
    this.#answers.set(key, entry);
    const done = (): void => void this.#answers.delete(key);
    try {
      const relayed = await open();
      entry.relayed = relayed;
      if (relayed.body.closed) done();
      else relayed.body.once('close', done);
      return relayed;
    } catch (error) {
      done();
      throw error;
    }
  }

  visit(): Visit {
    const key = Symbol('visit');
    this.#answers.set(key, {});
    return {
      url: this.url,
      progressed: () => void (this.#eventsVisited += 1),
      leave: () => void this.#answers.delete(key),
    };
  }

  /** Answers under way, of one adapter or of all. */
  running(adapter?: string): number {
    const all = [...this.#answers.values()];
    return adapter === undefined
      ? all.length
      : all.filter(({ adapter: of }) => of === undefined || of === adapter).length;
  }

  /** Whether a token came since this was asked last: then it is well, however long its queue. */
  hasProgressed(): boolean {
    const given = [...this.#answers.values()].reduce((sum, { relayed }) => sum + (relayed?.report.events ?? 0), 0);
    const events = given + this.#eventsVisited;
    const progressed = events > this.#eventsSeen;
    this.#eventsSeen = events;
    return progressed;
  }

  /** Waits for the answers under way, of one adapter or of all. */
  async drained({ limitMs, signal, adapter }: Drain): Promise<void> {
    const until = performance.now() + limitMs;
    while (this.running(adapter) > 0 && performance.now() < until && !signal.aborted) await sleep(POLL_MS);
  }

  serves(adapter: string): boolean {
    return this.adapters.has(adapter);
  }

  hasEnded(): Promise<boolean> {
    const isOver = this.process.exited.then(() => true);
    return Promise.race([isOver, sleep(END_TOLD_MS, false, { ref: false })]);
  }

  async end(): Promise<void> {
    await this.process.end();
    await this.client.close();
  }
}
