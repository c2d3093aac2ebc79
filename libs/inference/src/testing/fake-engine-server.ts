import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { streamAnswer } from './answer-stream.ts';
import { Faults, COMPLETIONS, type Fault, type FaultRule } from './faults.ts';
import { sideRoute, countOf, type FakeAdapters } from './side-routes.ts';

/** A request that the fake was sent. */
export interface FakeEngineRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | null;
  /** When its connection was closed before the answer was whole, as `performance.now()` tells it; else null. */
  readonly abandonedAt: number | null;
}

export interface FakeEngineOptions {
  readonly kind?: 'llamacpp' | 'vllm';
  readonly model?: string;
  /** The answer, token by token. */
  readonly tokens?: readonly string[];
  /** The answer to a request, token by token, instead of `tokens`. */
  readonly script?: (body: FakeEngineRequest['body']) => readonly string[];
  readonly finishReason?: string;
  readonly tokenMs?: number;
  /** Names of adapters that are loaded from the start. */
  readonly adapters?: readonly string[];
  readonly contextTokens?: number;
  readonly port?: number;
}

const TOKENS = ['나루', '는 ', '작은 ', '배가 ', '닿는 ', '곳', '입니다', '. 🛶'];

/**
 * An engine on this machine that speaks llama.cpp's or vLLM's API by a script, and misbehaves on command. It listens
 * once `listen` is called. Knows nothing of our client, so that a process of its own starts quickly.
 */
export class FakeEngineServer {
  readonly requests: FakeEngineRequest[] = [];
  readonly kind: 'llamacpp' | 'vllm';
  readonly model: string;
  readonly adapters: FakeAdapters;
  /** What it answers from now on. */
  tokens: readonly string[];
  tokenMs: number;
  readonly contextTokens: number;
  readonly #finishReason: string;
  readonly #script: FakeEngineOptions['script'];
  readonly #faults = new Faults();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port: number;

  constructor(options: FakeEngineOptions) {
    this.kind = options.kind ?? 'llamacpp';
    this.model = options.model ?? 'fake-base';
    this.tokens = options.tokens ?? TOKENS;
    this.tokenMs = options.tokenMs ?? 0;
    this.contextTokens = options.contextTokens ?? 4096;
    this.adapters = new Map((options.adapters ?? []).map((name) => [name, `/models/${name}.gguf`]));
    this.#finishReason = options.finishReason ?? 'stop';
    this.#script = options.script;
    this.#port = options.port ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  misbehave(as: Fault, rule: Omit<FaultRule, 'as'> = {}): void {
    this.#faults.add({ ...rule, as });
  }

  behave(): void {
    this.#faults.clear();
  }

  /** The bodies of the completion requests so far. */
  get completions(): readonly FakeEngineRequest[] {
    return this.requests.filter(({ path }) => path === COMPLETIONS);
  }

  /** Connections that stand. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens; again on the same port. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await once(server.listen(this.#port, '127.0.0.1'), 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Ends every connection; new ones are refused until `listen`. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  close(): Promise<void> {
    return this.refuse();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', this.url).pathname;
    const seen = { ...(await this.#record(request, response, path)) };
    const fault = this.#faults.for(path);
    if (fault?.kind === 'slow-headers') await sleep(fault.ms, undefined, { ref: false });
    if (fault?.kind === 'hang-up') {
      response.socket?.end();
      return;
    }
    if (fault?.kind === 'answer') {
      if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
      const { status, message = 'misbehaving as told', type = 'Error' } = fault;
      send(response, status, { error: { message, type, param: null, code: status } });
    } else if (path === COMPLETIONS) await this.#complete(seen, response, fault);
    else {
      const answer = sideRoute(this, seen);
      if (typeof answer.document === 'string') response.writeHead(answer.status).end(answer.document);
      else send(response, answer.status, answer.document);
    }
  }

  async #record(request: IncomingMessage, response: ServerResponse, path: string): Promise<FakeEngineRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const seen = {
      method: request.method ?? 'GET',
      path,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      authorization: request.headers.authorization ?? null,
      abandonedAt: null as number | null,
    };
    this.requests.push(seen);
    response.once('close', () => {
      if (!response.writableFinished) seen.abandonedAt = performance.now();
    });
    return seen;
  }

  async #complete({ body }: FakeEngineRequest, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    const model = this.kind === 'llamacpp' ? this.model : String(body['model']);
    if (model !== this.model && !this.adapters.has(model)) {
      const message = `The model \`${model}\` does not exist.`;
      send(response, 404, { error: { message, type: 'NotFoundError', param: 'model', code: 404 } });
      return;
    }
    const tokens = (this.#script?.(body) ?? this.tokens).slice(0, Number(body['max_tokens'] ?? Infinity));
    const promptTokens = countOf(body['messages']);
    if (body['stream'] !== true) {
      if (fault !== undefined && 'afterTokens' in fault) response.socket?.resetAndDestroy();
      else send(response, 200, this.#document(model, tokens, promptTokens, fault));
      return;
    }
    const { include_usage: includeUsage = false } = (body['stream_options'] ?? {}) as { include_usage?: boolean };
    const { tokenMs } = this;
    await streamAnswer(
      response,
      { model, tokens, promptTokens, includeUsage, finishReason: this.#finishReason, tokenMs },
      fault,
    );
  }

  #document(model: string, tokens: readonly string[], prompt: number, fault: Fault | undefined): object {
    const finishReason = fault?.kind === 'no-finish' ? null : this.#finishReason;
    const usage = { prompt_tokens: prompt, completion_tokens: tokens.length, total_tokens: prompt + tokens.length };
    return {
      id: 'chatcmpl-fake',
      object: 'chat.completion',
      model,
      choices: [{ index: 0, message: { role: 'assistant', content: tokens.join('') }, finish_reason: finishReason }],
      ...(fault?.kind !== 'no-usage' && { usage }),
    };
  }
}

function send(response: ServerResponse, status: number, document: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}
