import type { MessageView } from '../messages/message-view.ts';
import { seqAt, type StreamState } from './stream-state.ts';

export const FLUSH_EVERY_MS = 40;

export interface GenerationOf {
  readonly streamId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly ownerId: string;
  /** What stood there before. */
  readonly text: string;
}

/** Why an answer was ended before its end. */
export type StopReason = 'stopped' | 'interrupted';

/**
 * One answer being made. It belongs to no request: readers come and go, and each is told when there is more.
 * Text is shown at once, and no more than once within 40 ms.
 */
export class Generation {
  readonly streamId: string;
  readonly messageId: string;
  readonly conversationId: string;
  readonly ownerId: string;
  readonly #base: number;
  readonly #controller = new AbortController();
  readonly #readers = new Set<() => void>();
  /** Readers know its end. */
  readonly over: Promise<MessageView>;
  /** What came of it is in the database, or never will be. */
  readonly settled: Promise<void>;
  #end!: (message: MessageView) => void;
  #settle!: () => void;
  #text: string;
  #shown: string;
  #trimmedTurns = 0;
  #timer: NodeJS.Timeout | undefined;
  #shownAt = -Infinity;
  #message: MessageView | null = null;
  #stopReason: StopReason | undefined;

  constructor(of: GenerationOf) {
    this.streamId = of.streamId;
    this.messageId = of.messageId;
    this.conversationId = of.conversationId;
    this.ownerId = of.ownerId;
    this.#text = of.text;
    this.#shown = of.text;
    this.#base = of.text.length;
    this.over = new Promise((resolve) => (this.#end = resolve));
    this.settled = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Aborted when the answer is to end early. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get stopReason(): StopReason | undefined {
    return this.#stopReason;
  }

  /** Everything that has come, shown or not. */
  get text(): string {
    return this.#text;
  }

  get seq(): number {
    return seqAt(this.#text.length);
  }

  get trimmedTurns(): number {
    return this.#trimmedTurns;
  }

  /** What readers may see. */
  get state(): StreamState {
    return { base: this.#base, text: this.#shown, trimmedTurns: this.#trimmedTurns, message: this.#message };
  }

  append(text: string): void {
    this.#text += text;
    if (this.#timer !== undefined) return;
    const waitMs = this.#shownAt + FLUSH_EVERY_MS - performance.now();
    if (waitMs <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  trimmed(turns: number): void {
    this.#trimmedTurns = turns;
    this.#tell();
  }

  /** Ends the answer early; `over` gives the message when that is done. The first reason stays. */
  stop(reason: StopReason): void {
    this.#stopReason ??= reason;
    this.#controller.abort();
  }

  /** The answer is over. The first end that is told stays. */
  finish(message: MessageView): void {
    if (this.#message !== null) return;
    this.#message = message;
    this.#flush();
    this.#end(message);
  }

  settle(): void {
    this.#settle();
  }

  /** @returns what ends it */
  onMore(listener: () => void): () => void {
    this.#readers.add(listener);
    return () => void this.#readers.delete(listener);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#shownAt = performance.now();
    this.#shown = this.#text;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#readers) listener();
  }
}
