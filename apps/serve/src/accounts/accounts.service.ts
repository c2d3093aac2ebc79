import { BOOTSTRAP_USER_ID, hashOf, LOCAL_USER_ID, newToken } from '@naru/access';
import { AppError } from '@naru/contracts';
import {
  ApiKeyRow,
  isUniqueViolation,
  newId,
  OneTimeLinkRow,
  SessionRow,
  UserRow,
  type Database,
  type LinkPurpose,
  type Role,
} from '@naru/db';
import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';

import { OidcProblem } from '../sessions/oidc-problem.ts';
import type { Passwords } from './passwords.ts';

export interface NewAccount {
  readonly token: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

const LINK_HOURS = 72;
const HOUR_MS = 3_600_000;
const ROLE_OF: Readonly<Record<LinkPurpose, Role>> = { 'first-admin': 'admin', invitation: 'user' };

/** Accounts, and the links that make them. */
export class AccountsService {
  readonly #database: Database;
  readonly #passwords: Passwords;

  constructor(database: Database, passwords: Passwords) {
    this.#database = database;
    this.#passwords = passwords;
  }

  /** Whether no administrator can sign in yet. */
  async needsFirstAdmin(): Promise<boolean> {
    const admins = await this.#database.read.findBy(UserRow, { role: 'admin', disabled: false });
    return admins.every(({ id }) => id === LOCAL_USER_ID || id === BOOTSTRAP_USER_ID);
  }

  /** @returns the token of a link that works once */
  async newLink(purpose: LinkPurpose, createdBy: string | null): Promise<string> {
    const token = newToken();
    const now = Date.now();
    const row = { tokenHash: hashOf(token), purpose, createdBy, createdAt: now, expiresAt: now + LINK_HOURS * HOUR_MS };
    await this.#database.write(async (manager) => {
      // Only the newest link of the server itself works.
      if (purpose === 'first-admin') await manager.delete(OneTimeLinkRow, { purpose, usedAt: IsNull() });
      await manager.insert(OneTimeLinkRow, { ...row, usedAt: null });
    });
    return token;
  }

  /** @throws AppError `link.invalid`, `account.exists` */
  async redeem({ token, email, password, name }: NewAccount): Promise<UserRow> {
    const tokenHash = hashOf(token);
    const valid = { tokenHash, usedAt: IsNull(), expiresAt: MoreThan(Date.now()) };
    const link = await this.#database.read.findOneBy(OneTimeLinkRow, valid);
    if (link === null) throw invalidLink();
    const passwordHash = await this.#passwords.hash(password);
    const user = newUser({ email, name, passwordHash, role: ROLE_OF[link.purpose] });
    try {
      await this.#database.write(async (manager) => {
        const { affected } = await manager.update(OneTimeLinkRow, valid, { usedAt: Date.now() });
        if (affected !== 1) throw invalidLink();
        await manager.insert(UserRow, user);
      });
    } catch (error) {
      throw isUniqueViolation(error, 'users', 'email')
        ? new AppError('account.exists', 'There is an account of this e-mail address already.')
        : error;
    }
    return user;
  }

  /**
   * The account of a person who signed in elsewhere; made on their first visit.
   *
   * @throws OidcProblem
   */
  async ofOidc(issuer: string, subject: string, claims: OidcClaims): Promise<UserRow> {
    const { read } = this.#database;
    const found = await read.findOneBy(UserRow, { oidcIssuer: issuer, oidcSubject: subject });
    if (found !== null) return found;
    const { email, name } = claims;
    if (email === undefined || !claims.emailVerified) {
      throw new OidcProblem(
        'unverified',
        'auth.failed',
        'The provider names no verified e-mail address of this person.',
      );
    }
    const user = { ...newUser({ email, name: name ?? email, passwordHash: null, role: 'user' }) };
    return this.#database.write(async (manager) => {
      // An account that an administrator invited is joined to the person who proves its address.
      const known = await manager.findOneBy(UserRow, { email, id: Not(LOCAL_USER_ID) });
      if (known !== null && known.oidcSubject !== null) {
        throw new OidcProblem(
          'taken',
          'account.exists',
          'The account of this e-mail address belongs to another sign-in.',
        );
      }
      if (known !== null) await shutOutMaker(manager, known.id);
      const elsewhere = { oidcIssuer: issuer, oidcSubject: subject, passwordHash: null };
      const row = Object.assign(known ?? new UserRow(), known ?? user, elsewhere);
      await manager.save(UserRow, row);
      return row;
    });
  }
}

/**
 * Whoever made the account with a link had not to prove its address, and may be another than who proves it now: their
 * password, sessions and keys open it no longer.
 */
async function shutOutMaker(manager: EntityManager, userId: string): Promise<void> {
  await manager.delete(SessionRow, { userId });
  await manager.update(ApiKeyRow, { userId, revokedAt: IsNull() }, { revokedAt: Date.now() });
}

export interface OidcClaims {
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

const invalidLink = (): AppError =>
  new AppError('link.invalid', 'This link was used already, is too old, or is not whole.', {
    hint: 'Ask an administrator for a new one.',
  });

function newUser(fields: Pick<UserRow, 'email' | 'name' | 'passwordHash' | 'role'>): UserRow {
  const rest = { id: newId(), oidcIssuer: null, oidcSubject: null, disabled: false, limits: null };
  return Object.assign(new UserRow(), rest, fields, { createdAt: Date.now() });
}
