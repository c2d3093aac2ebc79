import { hashOf, newToken, type Revocations } from '@naru/access';
import { AppError } from '@naru/contracts';
import { SessionRow, UserRow, type Database } from '@naru/db';
import { LessThan } from 'typeorm';

import type { Passwords } from '../accounts/passwords.ts';
import type { Attempts } from '../limits/attempts.ts';

export interface SessionsParts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly revocations: Revocations;
}

export interface NewSession {
  readonly token: string;
  readonly csrfToken: string;
  readonly user: UserRow;
}

export const SESSION_DAYS = 30;
const DAY_MS = 86_400_000;
const ATTEMPTS_OF_EMAIL = 10;
const ATTEMPTS_OF_ADDRESS = 50;
const TOO_MANY = 'Too many attempts to sign in.';

/** Who is signed in. */
export class SessionsService {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /**
   * @param from the address that the request came from
   * @throws AppError `auth.failed`, the same for an unknown address and a wrong password; LimitError
   */
  async signIn(email: string, password: string, from: string): Promise<NewSession> {
    const { attempts, database, passwords } = this.#parts;
    const emailHash = hashOf(email.trim().normalize('NFC').toLowerCase());
    await attempts.spend(`sign-in:email:${emailHash}`, ATTEMPTS_OF_EMAIL, TOO_MANY);
    await attempts.spend(`sign-in:from:${from}`, ATTEMPTS_OF_ADDRESS, TOO_MANY);
    const user = await database.read.findOneBy(UserRow, { email });
    const isRight = await passwords.matches(password, user?.passwordHash ?? null);
    if (!isRight || user === null || user.disabled) {
      throw new AppError('auth.failed', 'The e-mail address or the password is wrong.');
    }
    return this.open(user);
  }

  async open(user: UserRow): Promise<NewSession> {
    const [token, csrfToken] = [newToken(), newToken()];
    const now = Date.now();
    const tokenHash = hashOf(token);
    const expiresAt = now + SESSION_DAYS * DAY_MS;
    await this.#parts.database.write(async (manager) => {
      await manager.delete(SessionRow, { userId: user.id, expiresAt: LessThan(now) });
      const row = { tokenHash, userId: user.id, csrfToken, createdAt: now, expiresAt, lastUsedAt: now };
      await manager.insert(SessionRow, row);
    });
    return { token, csrfToken, user };
  }

  async close(tokenHash: string): Promise<void> {
    await this.#parts.database.write((manager) => manager.delete(SessionRow, { tokenHash }));
    this.#parts.revocations.revoke(`session:${tokenHash}`);
  }
}
