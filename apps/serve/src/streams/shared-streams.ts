import { setTimeout as sleep } from 'node:timers/promises';

import { MessageRow, type Database } from '@naru/db';

import { messageView } from '../messages/message-view.ts';
import { ALONE, type Bus } from '../sharing/bus.ts';
import type { Generation } from './generation.ts';
import type { Generations } from './generations.ts';
import { RemoteGeneration, type Told } from './remote-generation.ts';
import type { StreamState } from './stream-state.ts';

export interface SharedStreamsParts {
  readonly bus: Bus;
  readonly database: Database;
  readonly generations: Generations;
  readonly askEveryMs?: number;
}

interface Asked {
  readonly streamId: string;
  /** How much of the text is known where it is asked for. */
  readonly have: number;
}

interface Stop {
  readonly messageId?: string;
  readonly conversationId?: string;
}

/** What an answer is told to others by. */
interface Telling {
  until: number;
  sent: number;
  readonly end: () => void;
}

const ASK_EVERY_MS = 2000;
const STOP_TRIES = 20;
const STOP_WAIT_MS = 100;
const ASKED = 'answers:asked';
const STOPPED = 'answers:stopped';
const topicOf = (streamId: string): string => `answers:${streamId}`;

/**
 * Answers that are read, or stopped, at another process than the one that makes them. A process tells of an answer only
 * while another one asks for it; who asks and hears nothing looks at what the database holds.
 */
export class SharedStreams {
  readonly #parts: SharedStreamsParts;
  readonly #askEveryMs: number;
  readonly #telling = new Map<string, Telling>();
  #ends: readonly (() => void)[] = [];

  constructor(parts: SharedStreamsParts) {
    this.#parts = parts;
    this.#askEveryMs = parts.askEveryMs ?? ASK_EVERY_MS;
  }

  /** Whether there may be other processes. */
  get hasOthers(): boolean {
    return this.#parts.bus !== ALONE;
  }

  start(): void {
    const { bus } = this.#parts;
    this.#ends = [
      bus.subscribe(ASKED, (asked) => this.#asked(asked as Asked)),
      bus.subscribe(STOPPED, (stop) => this.#stopped(stop as Stop)),
    ];
  }

  stop(): void {
    for (const end of this.#ends) end();
    for (const { end } of this.#telling.values()) end();
  }

  /** Follows an answer of another process until `signal`; `onGone` where there is no such answer any more. */
  follow(row: MessageRow, signal: AbortSignal, onGone: () => void): RemoteGeneration {
    const { bus } = this.#parts;
    const { streamId } = row;
    // Nothing of it is taken from the row yet: text is kept in another normal form than it is told in.
    const remote = new RemoteGeneration({ ...stateOf(row), text: '', message: null });
    let heard = true;
    const ask = (): void => bus.publish(ASKED, { streamId, have: remote.state.text.length });
    const unsubscribe = bus.subscribe(topicOf(streamId ?? ''), (told) => {
      heard = true;
      if (!remote.hear(told as Told)) ask();
    });
    const again = setInterval(() => {
      if (!heard) void this.#look(row, remote).catch(onGone);
      heard = false;
      ask();
    }, this.#askEveryMs);
    const leave = (): void => {
      clearInterval(again);
      unsubscribe();
    };
    signal.addEventListener('abort', leave, { once: true });
    ask();
    return remote;
  }

  /** Ends an answer that another process makes, and waits until it has. */
  async end({ id }: MessageRow): Promise<void> {
    for (let tries = 0; tries < STOP_TRIES && this.hasOthers; tries += 1) {
      if ((await this.#kept({ id }))?.status !== 'streaming') return;
      this.#parts.bus.publish(STOPPED, { messageId: id });
      await sleep(STOP_WAIT_MS);
    }
  }

  /** Ends the answers of a conversation wherever they are made. */
  endAll(conversationId: string): void {
    this.#parts.bus.publish(STOPPED, { conversationId });
  }

  async #look({ streamId }: MessageRow, remote: RemoteGeneration): Promise<void> {
    const row = await this.#kept({ streamId: streamId ?? '' });
    if (row === null) throw new Error('It is not there any more.');
    remote.keptAs(stateOf(row));
  }

  #kept(where: { readonly id: string } | { readonly streamId: string }): Promise<MessageRow | null> {
    return this.#parts.database.read.findOneBy(MessageRow, where);
  }

  #stopped({ messageId, conversationId }: Stop): void {
    const isMeant = (each: Generation): boolean =>
      each.messageId === messageId || each.conversationId === conversationId;
    void this.#parts.generations.stopWhere(isMeant, 'stopped');
  }

  #asked({ streamId, have }: Asked): void {
    const generation = this.#parts.generations.byStream(streamId);
    if (generation === undefined) return;
    const telling = this.#telling.get(streamId) ?? this.#begin(generation);
    telling.until = Date.now() + this.#askEveryMs * 3;
    telling.sent = Math.min(telling.sent, have);
    this.#tell(generation, telling);
  }

  #begin(generation: Generation): Telling {
    const unsubscribe = generation.onMore(() => this.#tell(generation, telling));
    const end = (): void => {
      unsubscribe();
      this.#telling.delete(generation.streamId);
    };
    const telling: Telling = { until: 0, sent: Infinity, end };
    this.#telling.set(generation.streamId, telling);
    return telling;
  }

  #tell({ streamId, state }: Generation, telling: Telling): void {
    if (Date.now() > telling.until) {
      telling.end();
      return;
    }
    const { base, text, trimmedTurns, message } = state;
    const at = Math.min(telling.sent, text.length);
    const told: Told = { at, base, text: text.slice(at), trimmedTurns, message };
    telling.sent = text.length;
    this.#parts.bus.publish(topicOf(streamId), told);
    if (message !== null) telling.end();
  }
}

/** An answer as the database holds it. */
export function stateOf(row: MessageRow): StreamState {
  const base = Number(row.provenance?.parameters['continuedFrom'] ?? 0);
  const message = row.status === 'streaming' ? null : messageView(row, null);
  return { base, text: row.content, trimmedTurns: row.trimmedTurns, message };
}
