import { ApiKeyRow, SessionRow, UserRow, type Database } from '@naru/db';
import { In, IsNull, MoreThan } from 'typeorm';

import type { Revocations } from './revocations.ts';

export interface RevocationCheckParts {
  readonly database: Database;
  readonly revocations: Revocations;
  readonly log: { warn(about: object, text: string): void };
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;

/** Looks in the database for what has been revoked, or has expired, while it was open: a word between processes may be lost. */
export class RevocationCheck {
  readonly #parts: RevocationCheckParts;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RevocationCheckParts) {
    this.#parts = parts;
  }

  /** @returns what stops it */
  start(): () => void {
    const { log, everyMs = EVERY_MS } = this.#parts;
    this.#timer = setInterval(() => {
      this.look().catch((error: unknown) => {
        log.warn({ err: error }, 'revocations could not be looked up');
      });
    }, everyMs);
    return () => clearInterval(this.#timer);
  }

  async look(): Promise<void> {
    const { revocations, database } = this.#parts;
    const { names } = revocations;
    const of = (kind: string): string[] =>
      names.flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : []));
    const [keys, users, sessions] = [of('key:'), of('user:'), of('session:')];
    const now = Date.now();
    const valid = new Set<string>();
    const add = (kind: string, ids: readonly string[]): void => ids.forEach((id) => valid.add(kind + id));
    const { read } = database;
    if (keys.length > 0) {
      const rows = await read.find(ApiKeyRow, { where: { id: In(keys), revokedAt: IsNull() } });
      add('key:', rows.filter(({ expiresAt }) => (expiresAt ?? Infinity) > now).map(({ id }) => id)); // prettier-ignore
    }
    if (users.length > 0) {
      const rows = await read.find(UserRow, { where: { id: In(users), disabled: false }, select: { id: true } });
      add('user:', rows.map(({ id }) => id)); // prettier-ignore
    }
    if (sessions.length > 0) {
      const rows = await read.find(SessionRow, { where: { tokenHash: In(sessions), expiresAt: MoreThan(now) } });
      add('session:', rows.map(({ tokenHash }) => tokenHash)); // prettier-ignore
    }
    for (const name of names) if (!valid.has(name)) revocations.end(name);
  }
}
