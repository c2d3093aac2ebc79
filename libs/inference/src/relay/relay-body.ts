import { Readable } from 'node:stream';

import { cancelled, connectionFailure, type EngineError } from '../engine-error.ts';
import type { Deadlines } from '../deadlines.ts';
import type { AnswerWatch } from './answer-watch.ts';

/** The connection that an answer comes from. */
export interface Upstream {
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** Does nothing where it has ended. */
  close(): void;
}

export interface RelaySource {
  readonly engine: string;
  readonly upstream: Upstream;
  readonly watch: AnswerWatch;
  readonly deadlines: Deadlines;
}

const BUFFERED_BYTES = 64 * 1024;

/** A streamed answer as it is passed on: whole events, and an error where the engine's answer cannot be believed. */
export class RelayBody extends Readable {
  /** Resolves with the first bytes, rejects where the answer fails before them. */
  readonly begun: Promise<void>;
  readonly #source: RelaySource;
  #settle: { resolve: () => void; reject: (error: unknown) => void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  #failure: EngineError | undefined;
  #ended = false;

  constructor(source: RelaySource) {
    super({ highWaterMark: BUFFERED_BYTES });
    this.#source = source;
    this.begun = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.begun.catch(() => undefined);
    // Whoever reads is told by the reading; one who has not begun to must not bring the process down.
    this.on('error', () => undefined);
  }

  /** Ends the answer with what went wrong; what came before it is read first. */
  fail(error: EngineError): void {
    if (this.#failure !== undefined || this.#ended) return;
    if (this.#source.watch.isComplete) {
      this.ended(); // it only forgot to hang up
      return;
    }
    this.#failure = error;
    this.#source.deadlines.stop();
    this.#source.upstream.close();
    this.#settle.reject(error);
    if (this.readableLength === 0) this.destroy(error);
  }

  /** Ends it: at once where nobody wants it any more, else after what came in time. */
  stop(error: EngineError): void {
    if (error.code === 'cancelled') this.destroy(this.#ended ? undefined : error);
    else this.fail(error);
  }

  // Every way of reading goes through here; the failure comes once nothing is left before it.
  override read(size?: number): unknown {
    const chunk: unknown = super.read(size);
    const failure = this.#failure;
    if (failure !== undefined && this.readableLength === 0) process.nextTick(() => this.destroy(failure));
    return chunk;
  }

  override _read(): void {
    if (!this.#source.upstream.isPaused()) return;
    this.#source.deadlines.event();
    this.#source.upstream.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.deadlines.stop();
    this.#source.upstream.close();
    if (!this.#ended) this.#settle.reject(error ?? cancelled());
    done(error);
  }

  /** Bytes of the engine. */
  arrive(chunk: Buffer): void {
    if (this.#failure !== undefined || this.destroyed) return;
    const { watch, deadlines, upstream } = this.#source;
    const before = watch.report.events;
    const passed = this.#tried(() => watch.take(chunk));
    if (watch.report.events > before) deadlines.event();
    if (passed === undefined) return;
    this.#settle.resolve();
    const hasRoom = this.push(passed);
    if (watch.failure !== undefined) {
      this.fail(connectionFailure(this.#source.engine, watch.failure, true));
    } else if (!hasRoom) {
      upstream.pause();
      deadlines.pause();
    }
  }

  /** The engine ended its answer. */
  ended(): void {
    const { watch, deadlines } = this.#source;
    if (this.#failure !== undefined || this.#ended || this.destroyed) return;
    const missing = this.#tried(() => watch.end());
    if (!watch.isComplete) return;
    this.#ended = true;
    deadlines.stop();
    if (missing !== undefined) this.push(missing);
    this.#settle.resolve();
    this.push(null);
  }

  /** The connection broke. */
  lost(error: unknown): void {
    if (this.#failure !== undefined || this.#ended || this.destroyed) return;
    if (this.#source.watch.isComplete) this.ended();
    else this.fail(connectionFailure(this.#source.engine, error, true));
  }

  #tried<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.fail(connectionFailure(this.#source.engine, error, true));
      return undefined;
    }
  }
}
