import { BOOTSTRAP_USER_ID, LOCAL_USER_ID, type Revocations } from '@naru/access';
import { AppError } from '@naru/contracts';
import { ApiKeyRow, SessionRow, UserRow, type Database } from '@naru/db';
import { Not, type EntityManager } from 'typeorm';

import type { AccountsService } from '../accounts/accounts.service.ts';
import { userView, type ChangeUserDto, type InvitationView, type UsersView, type UserView } from './admin.dto.ts';

const BUILT_IN: ReadonlySet<string> = new Set([LOCAL_USER_ID, BOOTSTRAP_USER_ID]);

/** Who may use this server, and as what. */
export class AdminService {
  readonly #database: Database;
  readonly #accounts: AccountsService;
  readonly #revocations: Revocations;
  readonly #publicUrl: () => string;

  constructor(database: Database, accounts: AccountsService, revocations: Revocations, publicUrl: () => string) {
    this.#database = database;
    this.#accounts = accounts;
    this.#revocations = revocations;
    this.#publicUrl = publicUrl;
  }

  async users(): Promise<UsersView> {
    const rows = await this.#database.read.find(UserRow, { order: { id: 'ASC' } });
    return { users: rows.filter(({ id }) => !BUILT_IN.has(id)).map(userView) };
  }

  async change(id: string, { role, disabled, limits }: ChangeUserDto): Promise<UserView> {
    const given = Object.entries({ role, disabled, limits }).filter(([, value]) => value !== undefined);
    const changed = await this.#database.write(async (manager) => {
      const user = BUILT_IN.has(id) ? null : await manager.findOneBy(UserRow, { id });
      if (user === null) throw new AppError('account.not-found', 'There is no account of this id.');
      const row = Object.assign(user, Object.fromEntries(given));
      if (row.role !== 'admin' || row.disabled) await requireOtherAdmin(manager, id);
      await manager.save(UserRow, row);
      if (row.disabled) await manager.delete(SessionRow, { userId: id });
      return row;
    });
    if (changed.disabled) await this.#endAll(id);
    return userView(changed);
  }

  async invite(createdBy: string): Promise<InvitationView> {
    const token = await this.#accounts.newLink('invitation', createdBy);
    return { url: `${this.#publicUrl()}/welcome?token=${token}` };
  }

  async #endAll(userId: string): Promise<void> {
    this.#revocations.revoke(`user:${userId}`);
    const keys = await this.#database.read.findBy(ApiKeyRow, { userId });
    for (const { id } of keys) this.#revocations.revoke(`key:${id}`);
  }
}

async function requireOtherAdmin(manager: EntityManager, id: string): Promise<void> {
  const admins = await manager.findBy(UserRow, { role: 'admin', disabled: false, id: Not(id) });
  if (admins.some((admin) => !BUILT_IN.has(admin.id))) return;
  const user = await manager.findOneBy(UserRow, { id });
  if (user?.role !== 'admin' || user.disabled) return;
  throw new AppError('request.refused', 'The last administrator stays one.', {
    hint: 'Make another person an administrator first.',
  });
}
