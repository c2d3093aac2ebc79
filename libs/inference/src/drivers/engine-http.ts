import { Pool, type Dispatcher } from 'undici';

import { cancelled, connectionFailure, EngineError, refusal } from '../engine-error.ts';
import { Deadlines } from '../deadlines.ts';
import type { CallOptions } from '../chat-client.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../timeouts.ts';
import { pacedConnector } from './paced-connection.ts';

export interface EngineAddress {
  /** For messages, logs and metrics. */
  readonly name: string;
  /** http or https; a trailing `/v1` is left out. */
  readonly url: string;
  readonly apiKey?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
}

/** A request under way: its time limits, and the one switch that ends it. */
export interface Attempt {
  readonly deadlines: Deadlines;
  readonly signal: AbortSignal;
  /** Takes the caller's signal off. */
  readonly release: () => void;
}

export type Response = Dispatcher.ResponseData;

const KEEP_ALIVE_MS = 4000; // llama.cpp and uvicorn close idle connections after five seconds
/** How often an answer is read that may come in pieces: a person sees text grow without a jerk. */
const PACE_MS = 60;
const SIDE_ANSWER_MS = 15_000;
const MAX_REFUSAL_BYTES = 64 * 1024;
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/** Requests to one engine over connections that are kept. */
export class EngineHttp {
  readonly name: string;
  readonly #pool: Pool;
  readonly #paced: Pool;
  readonly #prefix: string;
  readonly #timeouts: Timeouts;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ name, url, apiKey, timeouts }: EngineAddress) {
    const address = new URL(url);
    this.name = name;
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...timeouts };
    this.#prefix = address.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
    this.#headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const { connectMs } = this.#timeouts;
    const options = {
      connect: { timeout: connectMs },
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0, // ours: see Deadlines
      bodyTimeout: 0,
    };
    this.#pool = new Pool(address.origin, options);
    // Not with TLS: one connection may carry several answers.
    const paced = address.protocol === 'http:' && { connect: pacedConnector(connectMs, PACE_MS) };
    this.#paced = new Pool(address.origin, { ...options, ...paced });
  }

  /** Begins to count the time of a request that `call` may end. */
  attempt({ signal, timeouts, answerBy }: CallOptions): Attempt {
    const controller = new AbortController();
    const limits = withinTime({ ...this.#timeouts, ...timeouts }, answerBy);
    const deadlines = new Deadlines(this.name, limits, (error) => controller.abort(error));
    const onAbort = (): void => {
      deadlines.stop();
      controller.abort(cancelled(signal?.reason));
    };
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    return { deadlines, signal: controller.signal, release: () => signal?.removeEventListener('abort', onAbort) };
  }

  /** @throws EngineError also for every status but 200, with what the engine says of it */
  async send(path: string, body: object | undefined, attempt: Attempt): Promise<Response> {
    const response = await this.#request(path, body, attempt.signal);
    if (response.statusCode === 200) return response;
    const text = await this.#text(response, MAX_REFUSAL_BYTES).catch(() => '');
    if (attempt.signal.aborted) throw attempt.signal.reason;
    throw refusalOf(this.name, response.statusCode, response.headers, text);
  }

  /** Sends a request whose answer goes to `handler`. */
  dispatch(path: string, body: object, handler: Dispatcher.DispatchHandler, paced: boolean): void {
    (paced ? this.#paced : this.#pool).dispatch(this.#options(path, body), handler);
  }

  /** A whole JSON document, and its bytes. */
  async json(path: string, body: object | undefined, call: CallOptions): Promise<{ document: object; text: string }> {
    const wholeMs = Math.min(call.timeouts?.wholeMs ?? this.#timeouts.wholeMs, leftUntil(call.answerBy));
    const attempt = this.attempt({ ...call, timeouts: { ...call.timeouts, wholeMs } });
    try {
      const response = await this.send(path, body, attempt);
      const text = await this.#text(response, MAX_DOCUMENT_BYTES).catch((error: unknown) => {
        if (attempt.signal.aborted) throw attempt.signal.reason;
        throw connectionFailure(this.name, error, true);
      });
      const document = parsed(text);
      if (document === undefined)
        throw new EngineError('engine.failed', `${this.name} answered with something other than JSON.`);
      return { document, text };
    } finally {
      attempt.deadlines.stop();
      attempt.release();
    }
  }

  /** What is asked beside answers: it is there at once or not at all. */
  async ask(path: string, body: object | undefined, call: CallOptions): Promise<object> {
    const wholeMs = Math.min(call.timeouts?.wholeMs ?? SIDE_ANSWER_MS, SIDE_ANSWER_MS);
    return (await this.json(path, body, { ...call, timeouts: { ...call.timeouts, wholeMs } })).document;
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#paced.destroy()]);
  }

  async #request(path: string, body: object | undefined, signal: AbortSignal): Promise<Response> {
    const options = { ...this.#options(path, body), signal };
    try {
      return await this.#sent(options).catch((error: unknown) => {
        if (signal.aborted || !wasKeptTooLong(error)) throw error;
        return this.#sent(options);
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw connectionFailure(this.name, error, false);
    }
  }

  #options(path: string, body: object | undefined): Dispatcher.RequestOptions {
    return {
      path: `${this.#prefix}${path}`,
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...this.#headers, accept: '*/*', ...(body && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    };
  }

  async #sent(options: Dispatcher.RequestOptions & { readonly signal: AbortSignal }): Promise<Response> {
    const { signal } = options;
    signal.throwIfAborted();
    const asked = this.#pool.request(options);
    try {
      // A request that still waits for its connection hears of the signal only once it stands.
      return await Promise.race([asked, whenAborted(signal)]);
    } catch (error) {
      void asked.then(({ body: late }) => late.destroy()).catch(() => undefined);
      throw error;
    }
  }

  async #text({ body }: Response, limit: number): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limit)
        throw new EngineError('engine.failed', `${this.name} answered with more than ${limit} bytes.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** The engine closed an idle connection just as the request went out on it: nothing of it was answered. */
export function wasKeptTooLong(error: unknown): boolean {
  const { code, socket } = (error ?? {}) as { code?: unknown; socket?: { bytesRead?: number } };
  return (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') && socket?.bytesRead !== 0;
}

function withinTime(limits: Timeouts, answerBy: number | undefined): Timeouts {
  const leftMs = leftUntil(answerBy);
  const { headersMs, firstTokenMs } = limits;
  return { ...limits, headersMs: Math.min(headersMs, leftMs), firstTokenMs: Math.min(firstTokenMs, leftMs) };
}

const leftUntil = (moment: number | undefined): number =>
  moment === undefined ? Infinity : Math.max(1, Math.round(moment - performance.now()));

export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A refusal by its status, headers and body. */
export function refusalOf(engine: string, status: number, headers: Response['headers'], text: string): EngineError {
  return refusal(engine, status, parsed(text) ?? { message: text }, retryAfterOf(headers));
}

function retryAfterOf(headers: Response['headers']): number | undefined {
  const text = String(headers['retry-after'] ?? '');
  if (text === '') return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
