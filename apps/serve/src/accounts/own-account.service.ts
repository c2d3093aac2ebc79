import type { Principal, Revocations } from '@naru/access';
import { AppError } from '@naru/contracts';
import { SessionRow, UserRow, type Database } from '@naru/db';
import { Not } from 'typeorm';

import type { Attempts } from '../limits/attempts.ts';
import type { ChangePasswordDto } from './own-account.dto.ts';
import type { Passwords } from './passwords.ts';

export interface OwnAccountParts {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly revocations: Revocations;
  readonly authEnabled: boolean;
}

const SESSION = 'session:';
const MOST_ATTEMPTS = 10;

/** What a person changes of their own account, in their browser: programs change nothing of it. */
export class OwnAccountService {
  readonly #parts: OwnAccountParts;

  constructor(parts: OwnAccountParts) {
    this.#parts = parts;
  }

  async rename(person: Principal, name: string): Promise<UserRow> {
    this.#sessionOf(person);
    const { database } = this.#parts;
    await database.write((manager) => manager.update(UserRow, { id: person.userId }, { name }));
    return database.read.findOneByOrFail(UserRow, { id: person.userId });
  }

  /**
   * Every other session of the person ends; keys stay as they are.
   *
   * @throws AppError `auth.failed` where the current password is wrong; LimitError
   */
  async changePassword(person: Principal, { currentPassword, newPassword }: ChangePasswordDto): Promise<void> {
    const { attempts, database, passwords, revocations } = this.#parts;
    const { userId } = person;
    const tokenHash = this.#sessionOf(person);
    await attempts.spend(`password:${userId}`, MOST_ATTEMPTS);
    const { passwordHash } = await database.read.findOneByOrFail(UserRow, { id: userId });
    if (passwordHash === null) {
      throw new AppError('request.refused', 'This account has no password here: its sign-in is elsewhere.');
    }
    if (!(await passwords.matches(currentPassword, passwordHash))) {
      throw new AppError('auth.failed', 'The current password is wrong.');
    }
    const changed = await passwords.hash(newPassword);
    const others = { userId, tokenHash: Not(tokenHash) };
    const ended = await database.write(async (manager) => {
      // Of two changes at once, the second is made with a password that is no longer the current one.
      const { affected } = await manager.update(UserRow, { id: userId, passwordHash }, { passwordHash: changed });
      if (affected !== 1) throw new AppError('auth.failed', 'The current password is wrong.');
      const sessions = await manager.findBy(SessionRow, others);
      await manager.delete(SessionRow, others);
      return sessions;
    });
    for (const session of ended) revocations.revoke(`${SESSION}${session.tokenHash}`);
  }

  /** The hash of the session's token. */
  #sessionOf({ credential }: Principal): string {
    if (!this.#parts.authEnabled) {
      throw new AppError('request.refused', 'Without sign-in there is no account to change.', {
        hint: 'ENABLE_AUTH=true makes accounts.',
      });
    }
    if (credential?.startsWith(SESSION) === true) return credential.slice(SESSION.length);
    throw new AppError('auth.forbidden', 'An account is changed by its person, signed in, and by no key.');
  }
}
