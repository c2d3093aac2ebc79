import type { Dispatcher } from 'undici';

import { connectionFailure, EngineError } from '../engine-error.ts';
import type { Deadlines } from '../deadlines.ts';
import { refusalOf, wasKeptTooLong } from '../drivers/engine-http.ts';
import { AnswerWatch } from './answer-watch.ts';
import { RelayBody } from './relay-body.ts';

type Controller = Dispatcher.DispatchController;
type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface RelayContext {
  readonly engine: string;
  readonly passUsage: boolean;
  readonly deadlines: Deadlines;
  readonly signal: AbortSignal;
  /** One read of the socket is likely to bring several pieces. */
  readonly paced: boolean;
}

export interface Answered {
  readonly body: RelayBody;
  readonly type: string;
  readonly watch: AnswerWatch;
}

const MAX_REFUSAL_BYTES = 64 * 1024;

/** The connection was kept too long by us: the same request on a new one is the same request. */
export const KEPT_TOO_LONG = Symbol('kept too long');

/**
 * Takes an answer straight from the connection: one stream between the engine's socket and the client's, where
 * `undici.request` and a stream of ours would be two.
 */
export class RelayHandler implements Dispatcher.DispatchHandler {
  /** Resolves with the headers of a stream. */
  readonly answered: Promise<Answered | typeof KEPT_TOO_LONG>;
  readonly #context: RelayContext;
  #settle: { resolve: (answered: Answered | typeof KEPT_TOO_LONG) => void; reject: (error: unknown) => void };
  #body: RelayBody | undefined;
  #refused:
    { readonly status: number; readonly headers: Headers; readonly chunks: Buffer[]; bytes: number } | undefined;
  #gathered: Buffer[] = [];
  #isOver = false;

  constructor(context: RelayContext) {
    this.#context = context;
    const { promise, resolve, reject } = Promise.withResolvers<Answered | typeof KEPT_TOO_LONG>();
    this.answered = promise;
    this.#settle = { resolve, reject };
  }

  onRequestStart(controller: Controller): void {
    const { signal } = this.#context;
    if (signal.aborted) controller.abort(signal.reason as Error);
    else signal.addEventListener('abort', () => this.#abort(controller, () => signal.reason as Error), { once: true });
  }

  onResponseStart(controller: Controller, status: number, headers: Headers): void {
    if (status < 200) return;
    const type = String(headers['content-type'] ?? '');
    if (status !== 200 || !type.startsWith('text/event-stream')) {
      this.#refused = { status, headers, chunks: [], bytes: 0 };
      return;
    }
    const { engine, passUsage, deadlines } = this.#context;
    const watch = new AnswerWatch(engine, { passUsage });
    const upstream = {
      pause: () => controller.pause(),
      resume: () => controller.resume(),
      isPaused: () => controller.paused,
      close: () => this.#abort(controller, () => new EngineError('cancelled', 'Nobody reads the answer any more.')),
    };
    this.#body = new RelayBody({ engine, upstream, watch, deadlines });
    deadlines.awaitFirstToken();
    this.#settle.resolve({ body: this.#body, type, watch });
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.#context.paced && this.#body !== undefined) this.#gather(chunk);
    else this.#body?.arrive(chunk);
    if (this.#refused === undefined) return;
    this.#refused.chunks.push(chunk);
    this.#refused.bytes += chunk.length;
    if (this.#refused.bytes > MAX_REFUSAL_BYTES) this.#refuse(controller);
  }

  onResponseEnd(controller: Controller): void {
    this.#isOver = true;
    this.#passOn();
    this.#body?.ended();
    if (this.#refused !== undefined) this.#refuse(controller);
  }

  onResponseError(controller: Controller, error: Error): void {
    this.#isOver = true;
    this.#passOn();
    const { signal, engine } = this.#context;
    if (this.#body !== undefined) this.#body.lost(error);
    else if (this.#refused !== undefined) this.#refuse(controller);
    else if (signal.aborted) this.#settle.reject(signal.reason);
    else if (wasKeptTooLong(error)) this.#settle.resolve(KEPT_TOO_LONG);
    else this.#settle.reject(connectionFailure(engine, error, false));
  }

  // A read of the socket may hold many HTTP chunks, one a token: they go on as one.
  #gather(chunk: Buffer): void {
    this.#gathered.push(chunk);
    if (this.#gathered.length === 1) process.nextTick(() => this.#passOn());
  }

  #passOn(): void {
    const gathered = this.#gathered;
    const [first] = gathered;
    if (first === undefined) return;
    this.#gathered = [];
    this.#body?.arrive(gathered.length === 1 ? first : Buffer.concat(gathered));
  }

  #refuse(controller: Controller): void {
    const { status = 0, headers = {}, chunks = [] } = this.#refused ?? {};
    const text = Buffer.concat(chunks).toString('utf8');
    const { engine } = this.#context;
    this.#settle.reject(
      status === 200
        ? new EngineError(
            'engine.failed',
            `${engine} answered with something other than the stream that was asked for.`,
          )
        : refusalOf(engine, status, headers, text),
    );
    this.#abort(controller, () => new EngineError('cancelled', 'The engine refused at length.'));
  }

  #abort(controller: Controller, reason: () => Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    controller.abort(reason());
  }
}
