import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Secret } from '@naru/config';

import { HubSettings } from '../settings.ts';
import { bodyOf, sendError, sendJson, type Exchange } from './exchange.ts';
import { addCommit, commitAt, isLarge, sha256, type FakeFile, type FakeRepository } from './fake-repository.ts';
import { Misbehaviours, type MisbehaviourRule } from './misbehaviour.ts';
import { sendFile, sendInfo, sendRange, sendTree } from './read-routes.ts';
import { sendBatch, sendPreupload, takeCommit, takeLargeFile, type LargeFiles } from './write-routes.ts';

/** A request that the fake was sent. */
export interface FakeRequest {
  readonly server: 'hub' | 'files';
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly range: string | null;
  readonly authorization: string | null;
}

/** What the owner of a token may do. */
export interface FakeAccount {
  readonly name: string;
  readonly mayWrite?: boolean;
  /** Gated repositories whose licence was accepted. */
  readonly accepted?: readonly string[];
}

export interface FakeContent {
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly private?: boolean;
  readonly gated?: boolean;
  readonly licence?: string;
}

/** A hub and its file server, of another origin as the real one's, on this machine. It can be made to misbehave. */
export class FakeHub {
  readonly requests: FakeRequest[] = [];
  readonly #repositories = new Map<string, FakeRepository>();
  readonly #accounts = new Map<string, FakeAccount>();
  readonly #misbehaviours = new Misbehaviours();
  readonly #large: LargeFiles;
  readonly #servers: readonly Server[];
  readonly #pageSize: number;
  readonly url: string;

  private constructor(servers: { hub: Server; files: Server }, pageSize: number) {
    this.url = addressOf(servers.hub);
    this.#large = { url: addressOf(servers.files), contents: new Map() };
    this.#servers = [servers.hub, servers.files];
    this.#pageSize = pageSize;
    servers.hub.on('request', (request, response) => void this.#answer('hub', request, response));
    servers.files.on('request', (request, response) => void this.#answer('files', request, response));
  }

  /** @param options `pageSize`: files of a listing that come at once */
  static async start({ pageSize = 1000 }: { readonly pageSize?: number } = {}): Promise<FakeHub> {
    const servers = { hub: createServer(), files: createServer() };
    for (const server of [servers.hub, servers.files]) await once(server.listen(0, '127.0.0.1'), 'listening');
    return new FakeHub(servers, pageSize);
  }

  /** Settings that lead here. */
  settings(token?: string): HubSettings {
    return Object.assign(new HubSettings(), { endpoint: this.url, token: token && new Secret(token) });
  }

  /** Makes a repository, or adds a commit to it, which holds these files only. Returns the commit. */
  put(name: string, content: FakeContent): string {
    const { files, private: isPrivate = false, gated = false, licence = null } = content;
    const repository = this.#repositories.get(name) ?? { name, private: isPrivate, gated, licence, commits: [] };
    this.#repositories.set(name, repository);
    const entries = Object.entries(files).map(([path, file]): [string, FakeFile] => {
      const bytes = Buffer.from(file);
      if (isLarge(path)) this.#large.contents.set(sha256(bytes), bytes);
      return [path, { content: bytes, large: isLarge(path) }];
    });
    const gone = [...(repository.commits.at(-1)?.files.keys() ?? [])].map((path): [string, null] => [path, null]);
    return addCommit(repository, 'put', new Map<string, FakeFile | null>([...gone, ...entries])).id;
  }

  allow(token: string, account: FakeAccount): void {
    this.#accounts.set(token, account);
  }

  misbehave(rule: MisbehaviourRule): void {
    this.#misbehaviours.add(rule);
  }

  behave(): void {
    this.#misbehaviours.clear();
  }

  repository(name: string): FakeRepository | undefined {
    return this.#repositories.get(name);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  async #answer(server: 'hub' | 'files', request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: address = '/', headers } = request;
    const { range = null, authorization = null } = headers;
    this.requests.push({ server, method, address, range, authorization });
    const wrong = this.#misbehaviours.for(`${method} ${address}`);
    const url = new URL(address, server === 'hub' ? this.url : this.#large.url);
    const exchange: Exchange = { method, url, request, response, wrong };
    if (wrong?.kind === 'answer') {
      if (wrong.retryAfter !== undefined) response.setHeader('retry-after', wrong.retryAfter);
      sendError(exchange, wrong.status, wrong.code ?? null, wrong.message ?? 'Misbehaving as told');
    } else if (server === 'files') await this.#fileServer(exchange);
    else await this.#hub(exchange);
  }

  async #fileServer(exchange: Exchange): Promise<void> {
    const oid = exchange.url.pathname.slice('/lfs/'.length);
    if (exchange.method === 'PUT') {
      await takeLargeFile(exchange, oid, this.#large);
      return;
    }
    const content = this.#large.contents.get(oid);
    if (content === undefined) sendError(exchange, 404, null, 'No such object');
    else sendRange(exchange, content);
  }

  async #hub(exchange: Exchange): Promise<void> {
    const { authorization } = exchange.request.headers;
    const account = this.#accounts.get(authorization?.replace(/^Bearer /, '') ?? '');
    if (authorization !== undefined && account === undefined) {
      sendError(exchange, 401, null, 'Invalid credentials in Authorization header');
    } else if (exchange.method === 'POST') await this.#write(exchange, account);
    else this.#read(exchange, account);
  }

  #read(exchange: Exchange, account: FakeAccount | undefined): void {
    const path = decodeURIComponent(exchange.url.pathname);
    if (path === '/api/whoami-v2') {
      if (account === undefined) sendError(exchange, 401, null, 'Invalid username or password.');
      else sendJson(exchange, { type: 'user', name: account.name });
      return;
    }
    const [, api, name = '', verb, revision = '', file = ''] =
      /^\/(api\/models\/|api\/(?=datasets\/))?((?:datasets\/)?[^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)\/?(.*)$/.exec(
        path,
      ) ?? [];
    const repository = this.#repositories.get(name);
    if (repository === undefined || (repository.private && account === undefined)) {
      sendError(exchange, account === undefined ? 401 : 404, 'RepoNotFound', 'Repository not found');
      return;
    }
    if (api !== undefined && verb === 'revision') {
      sendInfo(exchange, repository, revision);
      return;
    }
    const commit = commitAt(repository, revision);
    if (commit === undefined) sendError(exchange, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    else if (verb === 'tree') sendTree(exchange, commit, this.#pageSize);
    else if (repository.gated && account?.accepted?.includes(name) !== true) {
      sendError(exchange, account === undefined ? 401 : 403, 'GatedRepo', `Access to model ${name} is restricted.`);
    } else sendFile(exchange, commit, file, this.#large.url);
  }

  async #write(exchange: Exchange, account: FakeAccount | undefined): Promise<void> {
    const path = exchange.url.pathname;
    if (account?.mayWrite !== true) {
      sendError(exchange, account === undefined ? 401 : 403, null, 'This token may not write.');
      return;
    }
    if (path === '/api/repos/create') {
      await this.#create(exchange);
      return;
    }
    const [, name = '', verb] =
      /^\/(?:api\/models\/)?([^/]+\/[^/]+?)(?:\.git)?\/(preupload|commit|info)\//.exec(path) ?? [];
    const repository = this.#repositories.get(name);
    if (repository === undefined) sendError(exchange, 404, 'RepoNotFound', 'Repository not found');
    else if (verb === 'preupload') await sendPreupload(exchange);
    else if (verb === 'info') await sendBatch(exchange, this.#large);
    else await takeCommit(exchange, repository, this.#large);
  }

  async #create(exchange: Exchange): Promise<void> {
    const asked = JSON.parse((await bodyOf(exchange)).toString()) as Record<string, string>;
    const name = `${asked['organization'] ?? ''}/${asked['name'] ?? ''}`;
    if (this.#repositories.has(name)) {
      sendError(exchange, 409, null, 'You already created this model repo');
      return;
    }
    this.put(name, { files: { '.gitattributes': '' }, private: asked['visibility'] === 'private' });
    sendJson(exchange, { url: `${this.url}/${name}`, name, id: name });
  }
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
