// Owns: an MLflow server in this process, for tests: its routes, its limits, and failures on command.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connection, type MlflowAuth } from '../connection.ts';
import { FakeError } from './fake-error.ts';
import { Misbehaviours, type Misbehaviour, type MisbehaviourRule } from './misbehaviour.ts';
import type { FakeAnswer, FakeRequest } from './request.ts';
import { FakeMultipart } from './routes/multipart.ts';
import { route } from './router.ts';
import { FakeState } from './state.ts';

export interface FakeMlflowOptions {
  /** Requests without these credentials get 401. */
  readonly auth?: MlflowAuth;
  /** The artifact store takes multipart uploads. Default: no, as MLflow's local store. */
  readonly multipart?: boolean;
  /** Other Host headers get the 403 of MLflow's host check; `/health` and `/version` are exempt. */
  readonly allowedHosts?: readonly string[];
}

/** One request that arrived, in order of arrival. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bodyBytes: number;
}

export interface FakeMlflow {
  /** The tracking URI. */
  readonly url: string;
  /** What the server holds; read it in assertions. */
  readonly state: FakeState;
  readonly requests: readonly RecordedRequest[];
  /** Multipart uploads begun and neither completed nor aborted. */
  readonly openUploads: number;
  /** Goes wrong with the next requests that fit the rule: once unless `times` says more. */
  misbehave(misbehaviour: Misbehaviour, rule?: MisbehaviourRule): void;
  /** Forgets all rules. */
  behave(): void;
  /** Refuses connections, as a killed server does. What it holds stays. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a fake MLflow server on a free port of 127.0.0.1. Close it when done. */
export async function startFakeMlflow(options: FakeMlflowOptions = {}): Promise<FakeMlflow> {
  const fake = new FakeServer(options);
  await fake.listen(0);
  return fake;
}

class FakeServer implements FakeMlflow {
  readonly state = new FakeState();
  readonly requests: RecordedRequest[] = [];
  private readonly options: FakeMlflowOptions;
  private readonly misbehaviours = new Misbehaviours();
  private readonly multipart: FakeMultipart;
  private server: Server | undefined;
  private port = 0;

  constructor(options: FakeMlflowOptions) {
    this.options = options;
    this.multipart = new FakeMultipart(options.multipart ?? false);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get openUploads(): number {
    return this.multipart.open.size;
  }

  misbehave(misbehaviour: Misbehaviour, rule: MisbehaviourRule = {}): void {
    this.misbehaviours.add(misbehaviour, rule);
  }

  behave(): void {
    this.misbehaviours.clear();
  }

  async listen(port: number): Promise<void> {
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async resume(): Promise<void> {
    if (!this.server) await this.listen(this.port);
  }

  async close(): Promise<void> {
    await this.stop();
  }

  private async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await receive(incoming).catch(() => undefined); // the client went away while it was sending
    if (!request) return void response.destroy();
    const { method, path, headers, raw } = request;
    this.requests.push({ method, path, headers, bodyBytes: raw.length });
    const misbehaviour = this.misbehaviours.next(method, path);
    if (misbehaviour?.kind === 'slow') await sleep(misbehaviour.ms, undefined, { ref: false });
    if (misbehaviour?.kind === 'meanwhile') await misbehaviour.work();
    const isSkipped = (misbehaviour?.kind === 'status' || misbehaviour?.kind === 'drop') && !misbehaviour.accepted;
    const answer = isSkipped ? {} : this.handle(request);
    if (misbehaviour?.kind === 'drop') response.destroy();
    else if (misbehaviour?.kind === 'status') send(response, refusal(misbehaviour));
    else if (misbehaviour?.kind === 'cut') cut(response, answer);
    else send(response, answer);
  }

  private handle(request: FakeRequest): FakeAnswer {
    try {
      return this.guard(request) ?? route(request, { state: this.state, multipart: this.multipart, origin: this.url });
    } catch (error) {
      if (!(error instanceof FakeError))
        return { status: 500, bytes: Buffer.from(`Internal Server Error: ${String(error)}`) };
      if (error.errorCode === '') return { status: error.status, bytes: Buffer.from(error.message) };
      return { status: error.status, json: { error_code: error.errorCode, message: error.message } };
    }
  }

  private guard(request: FakeRequest): FakeAnswer | undefined {
    const { auth, allowedHosts } = this.options;
    if (request.path === '/health' || request.path === '/version' || request.path.startsWith('/fake-store/'))
      return undefined;
    if (allowedHosts && !allowedHosts.includes(request.headers['host'] as string)) {
      const bytes = Buffer.from('Invalid Host header - possible DNS rebinding attack detected');
      return { status: 403, bytes, headers: { 'content-type': 'text/plain' } };
    }
    const expected = auth ? connection(this.url, auth).headers['authorization'] : undefined;
    if (expected === undefined || request.headers['authorization'] === expected) return undefined;
    const bytes = Buffer.from('You are not authenticated. Please see the documentation on how to authenticate.');
    return { status: 401, bytes, headers: { 'www-authenticate': 'Basic realm="mlflow"' } };
  }
}

async function receive(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const url = new URL(incoming.url ?? '/', 'http://fake');
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: incoming.headers,
    raw: Buffer.concat(chunks),
  };
}

function refusal(misbehaviour: Extract<Misbehaviour, { kind: 'status' }>): FakeAnswer {
  const { status, headers = {}, body } = misbehaviour;
  if (body !== undefined) return { status, headers, bytes: Buffer.from(body) };
  return { status, headers, json: { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'as the test commands' } };
}

function bytesOf(answer: FakeAnswer): Buffer {
  return answer.bytes ?? Buffer.from(JSON.stringify(answer.json ?? {}));
}

function headersOf(answer: FakeAnswer): Record<string, string> {
  return { ...(answer.json ? { 'content-type': 'application/json' } : {}), ...answer.headers };
}

function send(response: ServerResponse, answer: FakeAnswer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status ?? 200, { ...headersOf(answer), 'content-length': String(bytes.length) });
  response.end(bytes);
}

function cut(response: ServerResponse, answer: FakeAnswer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status ?? 200, { ...headersOf(answer), 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => setTimeout(() => response.destroy(), 20));
}
