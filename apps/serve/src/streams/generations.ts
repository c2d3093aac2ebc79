import type { AppLogger } from '@naru/logging';
import { keepSnapshot, MessageRow, type Database } from '@naru/db';
import { In, type EntityManager } from 'typeorm';

import type { Generation, StopReason } from './generation.ts';

export const SNAPSHOT_EVERY_MS = 2000;

export interface GenerationsParts {
  readonly database: Database;
  readonly log: AppLogger['log'];
  readonly snapshotEveryMs?: number;
}

/** The answers under way in this process. What has come of them is kept every two seconds, all in one write. */
export class Generations {
  readonly #parts: GenerationsParts;
  readonly #running = new Map<string, Generation>();
  readonly #kept = new WeakMap<Generation, number>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> = Promise.resolve();

  constructor(parts: GenerationsParts) {
    this.#parts = parts;
  }

  /** Answers that are not over yet. */
  get count(): number {
    return [...this.#running.values()].filter(({ state }) => state.message === null).length;
  }

  /** Aborted when this process stops. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  get streamIds(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** What a process before this one did not finish is interrupted: all of it, or these streams. */
  async markInterrupted(streamIds?: readonly string[]): Promise<number> {
    const lost = { status: 'streaming' as const, ...(streamIds !== undefined && { streamId: In([...streamIds]) }) };
    return this.#parts.database.write(async (manager) => {
      const rows = await manager.find(MessageRow, { where: lost, select: { id: true, content: true } });
      // The content is written again because it can be searched from now on.
      for (const { id, content } of rows) {
        await manager.update(MessageRow, { ...lost, id }, { status: 'interrupted', completedAt: Date.now(), content });
      }
      return rows.length;
    });
  }

  add(generation: Generation): void {
    this.#running.set(generation.streamId, generation);
    void generation.settled.finally(() => this.#running.delete(generation.streamId));
    this.#timer ??= setInterval(() => this.#keepNow(), this.#parts.snapshotEveryMs ?? SNAPSHOT_EVERY_MS);
  }

  byStream(streamId: string): Generation | undefined {
    return this.#running.get(streamId);
  }

  byMessage(messageId: string): Generation | undefined {
    return [...this.#running.values()].find((generation) => generation.messageId === messageId);
  }

  stopWhere(chosen: (generation: Generation) => boolean, reason: StopReason): Promise<unknown> {
    const all = [...this.#running.values()].filter(chosen);
    for (const generation of all) generation.stop(reason);
    return Promise.all(all.map(({ over }) => over));
  }

  /** Lets answers end within `waitMs`; the rest are interrupted, and can be gone on with. */
  async close(waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([late, Promise.all([...this.#running.values()].map(({ over }) => over))]);
    clearTimeout(timer);
    await this.stopWhere(() => true, 'interrupted');
    this.#closing.abort();
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#keeping;
  }

  #keepNow(): void {
    const grown = [...this.#running.values()].filter(
      (each) => (this.#kept.get(each) ?? each.state.base + 1) < each.seq,
    );
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (grown.length === 0) return;
    this.#keeping = this.#keeping.then(() => this.#keep(grown));
  }

  async #keep(grown: readonly Generation[]): Promise<void> {
    const { database, log } = this.#parts;
    try {
      const keep = async (manager: EntityManager): Promise<void> => {
        for (const each of grown) {
          const { seq } = each;
          await keepSnapshot(manager, each);
          this.#kept.set(each, seq);
        }
      };
      await database.write(keep, { durable: false });
    } catch (error) {
      log.warn({ err: error }, 'answers under way could not be kept');
    }
  }
}
