import type { IncomingHttpHeaders } from 'node:http';

import type { Secret } from '@naru/config';
import { AppError } from '@naru/contracts';
import { ApiKeyRow, SessionRow, UserRow, type Database } from '@naru/db';

import { cookieIn } from './cookies.ts';
import { ALL_SCOPES, BOOTSTRAP_USER_ID, LOCAL_USER_ID, type Principal } from './principal.ts';
import { hashOf, hasToken } from './tokens.ts';

export interface CredentialsParts {
  readonly database: Database;
  readonly authEnabled: boolean;
  readonly apiKey: Secret | undefined;
}

export const SESSION_COOKIE = 'naru_session';
const BEARER = /^Bearer ([\w-]{1,512})$/i;
const NOTED_EVERY_MS = 60_000;

/** Turns what a request brings into who asks. Secrets are looked up by the hash of the whole of them. */
export class Credentials {
  readonly #parts: CredentialsParts;
  readonly #noted = new Map<string, number>();

  constructor(parts: CredentialsParts) {
    this.#parts = parts;
  }

  /** @throws AppError `auth.required`, `auth.failed` */
  async of(headers: IncomingHttpHeaders): Promise<Principal> {
    if (!this.#parts.authEnabled) return local();
    const { authorization } = headers;
    // A key that is wrong is never made good by a cookie.
    if (authorization !== undefined) return this.#ofKey(BEARER.exec(authorization)?.[1] ?? '');
    const cookie = cookieIn(headers.cookie, SESSION_COOKIE);
    const principal = cookie === undefined ? undefined : await this.ofSession(cookie);
    if (principal !== undefined) return principal;
    throw new AppError('auth.required', 'Sign in first, or send a key.', {
      hint: 'Programs: Authorization: Bearer nk_…',
    });
  }

  async ofSession(token: string): Promise<Principal | undefined> {
    const { read } = this.#parts.database;
    const session = await read.findOneBy(SessionRow, { tokenHash: hashOf(token) });
    if (session === null || session.expiresAt <= Date.now()) return undefined;
    const user = await read.findOneBy(UserRow, { id: session.userId, disabled: false });
    if (user === null) return undefined;
    const { tokenHash, csrfToken } = session;
    this.#note(tokenHash, (at) => [SessionRow, { tokenHash }, { lastUsedAt: at }]);
    return { ...personal(user), credential: `session:${tokenHash}`, csrfToken };
  }

  async #ofKey(key: string): Promise<Principal> {
    const { apiKey, database } = this.#parts;
    if (apiKey !== undefined && hasToken(key, apiKey.reveal())) return bootstrap();
    const row = await database.read.findOneBy(ApiKeyRow, { keyHash: hashOf(key) });
    const isValid =
      row !== null &&
      hasToken(hashOf(key), row.keyHash) &&
      row.revokedAt === null &&
      (row.expiresAt ?? Infinity) > Date.now();
    const user = isValid ? await database.read.findOneBy(UserRow, { id: row.userId, disabled: false }) : null;
    if (row === null || user === null) {
      throw new AppError('auth.failed', 'This key is not known here, or no longer valid.');
    }
    const { id, scopes, limits } = row;
    this.#note(id, (at) => [ApiKeyRow, { id }, { lastUsedAt: at }]);
    return { ...personal(user), keyId: id, scopes, keyLimits: limits, credential: `key:${id}` };
  }

  // The time of last use, to the minute: not a write per request, and no reason to refuse one.
  #note(
    id: string,
    change: (at: number) => [typeof SessionRow | typeof ApiKeyRow, object, { lastUsedAt: number }],
  ): void {
    const now = Date.now();
    if (now - (this.#noted.get(id) ?? 0) < NOTED_EVERY_MS) return;
    this.#noted.set(id, now);
    if (this.#noted.size > 10_000) this.#noted.clear();
    const [table, where, value] = change(now);
    this.#parts.database.write((manager) => manager.update(table, where, value)).catch(() => undefined);
  }
}

function personal({ id, role, limits }: UserRow): Principal {
  return {
    userId: id,
    role,
    keyId: null,
    scopes: ALL_SCOPES,
    userLimits: limits,
    keyLimits: null,
    credential: null,
    csrfToken: null,
  };
}

const nobodys = { userLimits: null, keyLimits: null, credential: null, csrfToken: null, scopes: ALL_SCOPES } as const;
const local = (): Principal => ({ ...nobodys, userId: LOCAL_USER_ID, role: 'admin', keyId: null });
const bootstrap = (): Principal => ({ ...nobodys, userId: BOOTSTRAP_USER_ID, role: 'admin', keyId: 'api-key' });
