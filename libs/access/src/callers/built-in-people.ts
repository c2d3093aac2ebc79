import { UserRow, type Database } from '@naru/db';

import { BOOTSTRAP_USER_ID, LOCAL_USER_ID } from './principal.ts';

/** Makes the rows that own what is made without sign-in, or with API_KEY, where they are not there yet. */
export async function ensureBuiltInPeople(database: Database): Promise<void> {
  const rows = [
    builtIn(LOCAL_USER_ID, 'local@localhost', 'Local'),
    builtIn(BOOTSTRAP_USER_ID, 'api-key@localhost', 'API_KEY'),
  ];
  await database.write((manager) =>
    manager.createQueryBuilder().insert().into(UserRow).values(rows).orIgnore().execute(),
  );
}

function builtIn(id: string, email: string, name: string): UserRow {
  const elsewhere = { passwordHash: null, oidcIssuer: null, oidcSubject: null };
  const rest = { role: 'admin', disabled: false, limits: null, createdAt: Date.now() } as const;
  return Object.assign(new UserRow(), { id, email, name }, elsewhere, rest);
}
