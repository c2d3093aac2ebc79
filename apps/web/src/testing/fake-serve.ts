// Owns a stand-in for serve: the routes that the page uses, scripted answers, faults on command.
// Does not know models, databases or real accounts.
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { FakeData } from './fake-data.ts';
import { FakeRegistry } from './fake-registry.ts';
import { answerRequest, missing, type FakeResponse } from './fake-routes.ts';
import { FakeStore } from './fake-store.ts';

/** As strict as serve's: nothing inline, nothing from other hosts. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export const PASSWORD = 'correct horse battery';

export interface FakeServeOptions {
  readonly dist: string;
  readonly auth?: boolean;
}

export class FakeServe {
  readonly store = new FakeStore();
  readonly data = new FakeData();
  readonly registry = new FakeRegistry();
  readonly auth: boolean;
  signedIn = false;
  /** Which of the store's people signs in. */
  person = 0;
  /** While true, every connection is refused as if serve had ended. */
  away = false;
  /** The next answers to requests whose path fits, instead of the real ones. */
  readonly faults: { readonly path: RegExp; readonly response: FakeResponse; readonly lose?: boolean }[] = [];
  readonly requests: string[] = [];
  private readonly dist: string;
  private readonly server = createServer((request, response) => void this.handle(request, response));

  constructor(options: FakeServeOptions) {
    this.dist = options.dist;
    this.auth = options.auth ?? false;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(port = 0): Promise<this> {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', () => resolve(this)));
  }

  async close(): Promise<void> {
    this.store.streams.close();
    this.data.jobs.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.away) {
      request.socket.destroy();
      return;
    }
    const url = new URL(request.url ?? '/', this.url);
    this.requests.push(`${request.method ?? ''} ${url.pathname}`);
    if (!url.pathname.startsWith('/api/')) {
      await this.page(url.pathname, response);
      return;
    }
    if (this.data.here && (await this.data.stream(request, response, url))) return;
    const text = await bodyOf(request);
    const fault = this.faults.findIndex(({ path }) => path.test(`${request.method ?? ''} ${url.pathname}`));
    if (fault !== -1) {
      const [{ response: answer, lose } = { response: missing }] = this.faults.splice(fault, 1);
      if (lose) {
        // The request is done, its answer breaks off. (A browser asks again by itself where not one byte came.)
        this.answer(request, url, text);
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{', () => response.destroy());
        return;
      }
      write(response, answer);
      return;
    }
    const streamId = /^\/api\/streams\/([^/]+)$/.exec(url.pathname)?.[1];
    if (streamId !== undefined) {
      const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0);
      if (!this.store.streams.read(streamId, after, response)) write(response, missing);
      return;
    }
    write(response, this.answer(request, url, text));
  }

  private answer(request: IncomingMessage, url: URL, text: string): FakeResponse {
    const method = request.method ?? 'GET';
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    if (url.pathname === '/api/session') return this.session(method, body);
    if (url.pathname === '/api/accounts/first') return this.redeemed(body);
    if (this.auth && !this.signedIn) return refused(401, 'auth.required', 'Sign in first.');
    if (this.auth && method !== 'GET' && request.headers['x-csrf-token'] !== 'csrf-1') {
      return refused(403, 'csrf.invalid', 'The page is out of date. Reload it.');
    }
    if (url.pathname.startsWith('/api/account')) return this.account(url.pathname, body);
    const asked = { method, path: url.pathname, query: url.searchParams, body };
    if (this.data.here && asked.path.startsWith('/api/data/')) return this.data.answer(asked);
    if (/^\/api\/(admin\/)?(registry|canaries)/.test(asked.path)) return this.registry.answer(asked);
    return answerRequest(asked, this.store);
  }

  private session(method: string, body: unknown): FakeResponse {
    if (method === 'DELETE') {
      this.signedIn = false;
      return { status: 204 };
    }
    if (method === 'POST') {
      if ((body as { password?: string }).password !== PASSWORD) {
        return refused(401, 'auth.failed', 'E-mail and password do not match.');
      }
      this.signedIn = true;
    }
    const { id, email, name, role } = this.store.people[this.person] ?? {};
    const user = { id, email, name, role };
    const local = { id: 'local', email: 'local@localhost', name: 'Local', role: 'admin' };
    const session = {
      user: this.auth ? (this.signedIn ? user : null) : local,
      authEnabled: this.auth,
      csrfToken: 'csrf-1',
      oidc: this.auth ? { name: 'Keycloak' } : null,
      hasPassword: this.auth,
      locale: null,
      data: this.data.here,
    };
    return { status: 200, body: session };
  }

  /** One's own: its name, or its password. */
  private account(path: string, body: unknown): FakeResponse {
    const { name = '', currentPassword } = body as { name?: string; currentPassword?: string };
    const person = this.store.people[this.person];
    if (!person) return missing;
    if (path.endsWith('/password')) {
      return currentPassword === PASSWORD ? { status: 204 } : refused(401, 'auth.failed', 'It is wrong.');
    }
    this.store.people[this.person] = { ...person, name };
    return { status: 200, body: { ...person, name } };
  }

  /** An account is made; nobody is signed in by that. */
  private redeemed(body: unknown): FakeResponse {
    const { email, name, token } = body as { email: string; name: string; token: string };
    if (token !== 'once') return refused(400, 'link.invalid', 'This link was used already.');
    const person = { id: this.store.id('u'), email, name, role: 'user' as const };
    this.person =
      this.store.people.push({ ...person, disabled: false, limits: null, createdAt: new Date().toISOString() }) - 1;
    return { status: 201, body: person };
  }

  private async page(path: string, response: ServerResponse): Promise<void> {
    const wanted = extname(path) === '' ? '/index.html' : normalize(path);
    const content = await readFile(join(this.dist, wanted)).catch(() => null);
    const type = TYPES[extname(wanted)] ?? 'application/octet-stream';
    response.writeHead(content ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY });
    response.end(content ?? 'not found');
  }
}

export function refused(status: number, code: string, message: string, headers = {}): FakeResponse {
  return { status, body: { error: { code, message, requestId: 'r-1' } }, headers };
}

function write(response: ServerResponse, { status, body, headers }: FakeResponse): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
