import type { AppLogger } from '@naru/logging';
import { MessageRow, type Database } from '@naru/db';

import type { StreamLeases } from '../sharing/stream-leases.ts';
import type { Generations } from './generations.ts';

export interface LostAnswersParts {
  readonly database: Database;
  readonly generations: Generations;
  readonly leases: StreamLeases | undefined;
  readonly log: AppLogger['log'];
  /** How long a process may give no sign of an answer before it counts as lost. */
  readonly leaseMs?: number | undefined;
}

const LEASE_MS = 15_000;
const LOOKS_PER_LEASE = 3;

/**
 * Marks answers as interrupted whose process is gone. A process that is alone does so once, when it starts; where there
 * may be others, each says again and again which answers it makes, and what nobody makes for a while is interrupted.
 */
export class LostAnswers {
  readonly #parts: LostAnswersParts;
  readonly #leaseMs: number;
  /** Since when an answer is missed. */
  readonly #missed = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: LostAnswersParts) {
    this.#parts = parts;
    this.#leaseMs = parts.leaseMs ?? LEASE_MS;
  }

  async start(): Promise<void> {
    const { leases, generations } = this.#parts;
    if (leases === undefined) {
      this.#tell(await generations.markInterrupted());
      return;
    }
    await this.#look(leases);
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look(leases));
    }, this.#leaseMs / LOOKS_PER_LEASE);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(leases: StreamLeases): Promise<void> {
    const { generations, log } = this.#parts;
    try {
      await leases.renew(generations.streamIds, this.#leaseMs);
      const streaming = await this.#streaming();
      const missing = await leases.missing(streaming);
      for (const streamId of this.#missed.keys()) if (!missing.includes(streamId)) this.#missed.delete(streamId);
      const now = performance.now();
      for (const streamId of missing) if (!this.#missed.has(streamId)) this.#missed.set(streamId, now);
      const lost = missing.filter((streamId) => now - (this.#missed.get(streamId) ?? now) >= this.#leaseMs);
      if (lost.length > 0) this.#tell(await generations.markInterrupted(lost));
    } catch (error) {
      // What cannot be asked for now is not lost for that.
      this.#missed.clear();
      log.warn({ err: error }, 'answers of other processes could not be looked after');
    }
  }

  async #streaming(): Promise<string[]> {
    const { database, generations } = this.#parts;
    const rows = await database.read.find(MessageRow, { where: { status: 'streaming' }, select: { streamId: true } });
    const ours = new Set(generations.streamIds);
    return rows.flatMap(({ streamId }) => (streamId === null || ours.has(streamId) ? [] : [streamId]));
  }

  #tell(messages: number): void {
    if (messages > 0) this.#parts.log.warn({ messages }, 'answers of a process before this one are interrupted');
  }
}
