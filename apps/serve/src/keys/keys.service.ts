import { hashOf, newToken, type Principal, type Revocations } from '@naru/access';
import { AppError } from '@naru/contracts';
import { ApiKeyRow, newId, type Database } from '@naru/db';
import { RequestInvalid } from '@naru/nest';
import { IsNull } from 'typeorm';

import {
  keyView,
  type ChangeKeyDto,
  type KeysView,
  type KeyView,
  type NewKeyDto,
  type NewKeyView,
} from './keys.dto.ts';

const SHOWN_CHARACTERS = 9;
const MOST = 100;

/** A person's keys for programs. */
export class KeysService {
  readonly #database: Database;
  readonly #revocations: Revocations;

  constructor(database: Database, revocations: Revocations) {
    this.#database = database;
    this.#revocations = revocations;
  }

  async all({ userId }: Principal): Promise<KeysView> {
    const where = { userId, revokedAt: IsNull() };
    const rows = await this.#database.read.find(ApiKeyRow, { where, order: { id: 'ASC' } });
    return { keys: rows.map(keyView) };
  }

  async create({ userId, role }: Principal, body: NewKeyDto): Promise<NewKeyView> {
    const { name, scopes, expiresAt = null, limits = null } = body;
    if (scopes.includes('admin') && role !== 'admin') {
      throw new AppError('auth.forbidden', 'A key with the scope "admin" is for administrators.');
    }
    const expires = expiresAt === null ? null : Date.parse(expiresAt);
    if (Number.isNaN(expires)) throw new RequestInvalid([{ field: 'expiresAt', problem: 'is no date and time' }]);
    const key = `nk_${newToken()}`;
    const row = Object.assign(new ApiKeyRow(), {
      id: newId(),
      keyHash: hashOf(key),
      prefix: key.slice(0, SHOWN_CHARACTERS),
      name,
      userId,
      scopes,
      limits,
      createdAt: Date.now(),
      expiresAt: expires,
      revokedAt: null,
      lastUsedAt: null,
    });
    await this.#database.write(async (manager) => {
      if ((await manager.countBy(ApiKeyRow, { userId, revokedAt: IsNull() })) >= MOST) {
        throw new AppError('request.refused', `There are ${MOST} keys already.`, { hint: 'Revoke one first.' });
      }
      await manager.insert(ApiKeyRow, row);
    });
    return { ...keyView(row), key };
  }

  /** Its limits hold from the next request. */
  async change({ id }: ApiKeyRow, { name, limits }: ChangeKeyDto): Promise<KeyView> {
    const changes = { ...(name !== undefined && { name }), ...(limits !== undefined && { limits }) };
    return this.#database.write(async (manager) => {
      const row = await manager.findOneBy(ApiKeyRow, { id, revokedAt: IsNull() });
      if (row === null) throw new AppError('key.not-found', 'This key was revoked.');
      return keyView(await manager.save(ApiKeyRow, Object.assign(row, changes)));
    });
  }

  /** The key works no longer, and what runs in its name ends. */
  async revoke({ id }: ApiKeyRow): Promise<void> {
    await this.#database.write((manager) => manager.update(ApiKeyRow, { id }, { revokedAt: Date.now() }));
    this.#revocations.revoke(`key:${id}`);
  }
}
