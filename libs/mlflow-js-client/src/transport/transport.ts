// Owns: one HTTP exchange with the tracking server: address, credentials, timeout, retries, errors.
// Does not know what MLflow means by any of its routes.
import type { Readable } from 'node:stream';
import { request, type Dispatcher } from 'undici';
import type { Connection } from '../connection.ts';
import { Fields } from '../encoding.ts';
import { MlflowError, MlflowProtocolError, type RequestSummary } from '../errors.ts';
import { withRetries, type AttemptContext, type RetryEvent, type RetryPolicy } from '../retry.ts';
import { errorFromResponse } from './error-response.ts';
import { connectionError, isLocalFileError, timeoutError, type FailureContext } from './failure.ts';

/** Options that every call takes as its last argument. */
export interface CallOptions {
  /** Aborts the call, its retries and their waits; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For this call instead of the client's. */
  readonly timeoutMs?: number | undefined;
}

export interface JsonCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the base address, such as `/api/2.0/mlflow/runs/get`, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: object;
  /** Sending it twice does no harm. */
  readonly repeatable: boolean;
  /** After an attempt that may have been carried out, this error of the next one says that it was. */
  readonly alreadyDone?: (error: MlflowError) => boolean;
}

export interface StreamCall {
  readonly method: 'GET' | 'PUT';
  /** A path of the tracking server, or a whole URL elsewhere, which gets no credentials. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: () => Readable | Uint8Array;
  readonly repeatable: boolean;
}

export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Dispatcher.ResponseData['body'];
}

export interface TransportOptions {
  readonly connection: Connection;
  readonly dispatcher: Dispatcher;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

const JSON_BODY = { 'content-type': 'application/json' };

export class Transport {
  private readonly options: TransportOptions;

  constructor(options: TransportOptions) {
    this.options = options;
  }

  get connection(): Connection {
    return this.options.connection;
  }

  get timeoutMs(): number {
    return this.options.timeoutMs;
  }

  /** The same server, asked once only. */
  withoutRetries(): Transport {
    return new Transport({ ...this.options, retry: { ...this.options.retry, attempts: 1 } });
  }

  /** A JSON request. The answer's fields; none where `alreadyDone` spoke. */
  async json(call: JsonCall, options: CallOptions = {}): Promise<Fields> {
    return this.retrying(call.repeatable, options, async ({ maybeDone }) => {
      try {
        return await this.jsonOnce(call, options);
      } catch (error) {
        if (maybeDone && error instanceof MlflowError && call.alreadyDone?.(error)) return new Fields({}, 'body');
        throw error;
      }
    });
  }

  /** A request whose answer's body is read by the caller. `timeoutMs` limits silence, not the whole. */
  async stream(call: StreamCall, options: CallOptions = {}): Promise<StreamAnswer> {
    return this.retrying(call.repeatable, options, () => this.streamOnce(call, options));
  }

  /** Runs `work` under the client's retry policy. */
  async retrying<T>(
    repeatable: boolean,
    options: CallOptions,
    work: (context: AttemptContext) => Promise<T>,
  ): Promise<T> {
    const { retry: policy, onRetry } = this.options;
    return withRetries(work, { policy, repeatable, signal: options.signal, onRetry });
  }

  /** What a failure while a streamed body is read means. */
  bodyError(error: unknown, summary: RequestSummary, options: CallOptions = {}): unknown {
    options.signal?.throwIfAborted();
    return error instanceof MlflowError ? error : connectionError(error, this.context(summary, options));
  }

  private async jsonOnce(call: JsonCall, options: CallOptions): Promise<Fields> {
    const context = this.context({ method: call.method, path: call.path }, options);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), context.timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal;
    try {
      const answer = await request(this.address(call.path, call.query), {
        dispatcher: this.options.dispatcher,
        method: call.method,
        headers: { ...this.connection.headers, accept: 'application/json', ...(call.body ? JSON_BODY : {}) },
        body: call.body ? JSON.stringify(call.body) : null,
        headersTimeout: 0,
        bodyTimeout: 0,
        signal,
      });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw this.responseError(answer, text, context.request);
      return parseJson(text, answer.statusCode, context.request);
    } catch (error) {
      throw translate(error, context, options.signal, deadline.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  private async streamOnce(call: StreamCall, options: CallOptions): Promise<StreamAnswer> {
    const foreign = /^https?:/.test(call.url);
    const url = foreign ? call.url : this.address(call.url);
    const { origin, pathname } = new URL(url);
    const context = { ...this.context({ method: call.method, path: pathname }, options), origin };
    try {
      const answer = await request(url, {
        dispatcher: this.options.dispatcher,
        method: call.method,
        headers: { ...(foreign ? {} : this.connection.headers), ...call.headers },
        body: call.body ? call.body() : null,
        headersTimeout: context.timeoutMs,
        bodyTimeout: context.timeoutMs,
        signal: options.signal ?? null,
      });
      if (answer.statusCode >= 300) throw this.responseError(answer, await answer.body.text(), context.request, origin);
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (error) {
      throw translate(error, context, options.signal);
    }
  }

  private context(summary: RequestSummary, options: CallOptions): FailureContext {
    const { connection, timeoutMs } = this.options;
    return { request: summary, origin: connection.origin, timeoutMs: options.timeoutMs ?? timeoutMs };
  }

  private address(path: string, query: JsonCall['query'] = {}): string {
    const search = new URLSearchParams();
    for (const [name, value = []] of Object.entries(query)) {
      for (const each of Array.isArray(value) ? (value as readonly string[]) : [value])
        search.append(name, String(each));
    }
    return this.connection.baseUrl + path + (search.size > 0 ? `?${search.toString()}` : '');
  }

  private responseError(
    answer: Dispatcher.ResponseData,
    body: string,
    summary: RequestSummary,
    origin = this.connection.origin,
  ): MlflowError {
    return errorFromResponse({ status: answer.statusCode, headers: answer.headers, body, request: summary, origin });
  }
}

function translate(error: unknown, context: FailureContext, caller?: AbortSignal, deadline?: AbortSignal): unknown {
  caller?.throwIfAborted();
  if (error instanceof MlflowError || isLocalFileError(error)) return error;
  return deadline?.aborted ? timeoutError(context, error) : connectionError(error, context);
}

function parseJson(text: string, status: number, summary: RequestSummary): Fields {
  if (text.trim() === '') return new Fields({}, 'body');
  try {
    return new Fields(JSON.parse(text), 'body');
  } catch (cause) {
    throw new MlflowProtocolError(`${status}, but the body is no JSON object: is this an MLflow server?`, {
      status,
      request: summary,
      cause,
    });
  }
}
