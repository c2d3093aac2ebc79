import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashOf, newToken, SESSION_COOKIE } from '@naru/access';
import { childEnvironment, workspaceRoot } from '@naru/config';
import { ApiKeyRow, newId, openDatabase, parseDatabaseUrl, SessionRow, UserRow, type Scope } from '@naru/db';
import type { EntityManager } from 'typeorm';

import { ServiceClient } from './service-client.ts';

const MAIN = join(workspaceRoot(import.meta.dirname), 'apps/data-prep/dist/main.js');
export const ADMIN_KEY = 'an-admin-key-of-our-own';

/** A workspace of its own, with its own database. */
export class ServiceWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'naru data service '));
  readonly #url = `sqlite:///${join(this.root, 'data', 'chat.db')}`;

  constructor() {
    mkdirSync(join(this.root, 'data'));
    writeFileSync(join(this.root, 'nx.json'), '{}');
  }

  /** The real service; ready when this resolves. */
  async serve(environment: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const child = spawn(process.execPath, [MAIN, 'serve'], {
      cwd: this.root,
      env: {
        ...childEnvironment(),
        ...{ DATA_PREP_PORT: '0', DATABASE_URL: this.#url, LOG_DIR: join(this.root, 'logs') },
        ...{ ENABLE_AUTH: 'true', API_KEY: ADMIN_KEY },
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the service ended with ${String(code)}`))),
    ])) as [{ readyAt: string }];
    return new ServiceProcess(child, message.readyAt);
  }

  /** A person, and a key of theirs. */
  async person(name: string, scopes: readonly Scope[] = ['data']): Promise<string> {
    const key = newToken();
    const at = { createdAt: Date.now(), expiresAt: null, revokedAt: null };
    await this.#newPerson(name, (manager, userId) =>
      manager.insert(ApiKeyRow, {
        ...{ id: newId(), keyHash: hashOf(key), prefix: key.slice(0, 8), name: 'a key', userId },
        ...{ scopes: [...scopes], limits: null, ...at },
      }),
    );
    return key;
  }

  /** A person who has signed in: the headers of their browser. */
  async browser(name: string): Promise<{ readonly cookie: string; readonly 'x-csrf-token': string }> {
    const [token, csrfToken] = [newToken(), newToken()];
    const [createdAt, expiresAt] = [Date.now(), Date.now() + 3_600_000];
    await this.#newPerson(name, (manager, userId) =>
      manager.insert(SessionRow, {
        ...{ tokenHash: hashOf(token), userId, csrfToken, createdAt, expiresAt },
        lastUsedAt: createdAt,
      }),
    );
    return { cookie: `${SESSION_COOKIE}=${token}`, 'x-csrf-token': csrfToken };
  }

  async #newPerson(name: string, more: (manager: EntityManager, userId: string) => Promise<unknown>): Promise<void> {
    const database = await openDatabase(parseDatabaseUrl(this.#url, this.root));
    const user = { id: newId(), email: `${name}@example.org`, name, role: 'user', disabled: false } as const;
    await database.write(async (manager) => {
      await manager.insert(UserRow, { ...user, createdAt: Date.now() });
      await more(manager, user.id);
    });
    await database.close();
  }
}

export class ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;

  constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  client(key?: string): ServiceClient {
    return new ServiceClient(this.url, key === undefined ? {} : { authorization: `Bearer ${key}` });
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const over = once(this.child, 'exit');
    this.child.kill(signal);
    await over;
  }
}
