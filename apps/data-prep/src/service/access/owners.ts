import { UserRow, type Database } from '@naru/db';
import { In } from 'typeorm';

/** What the owners of rows are called. */
export async function ownerNames(
  { read }: Pick<Database, 'read'>,
  rows: readonly { readonly ownerId: string | null }[],
): Promise<(row: { readonly ownerId: string | null }) => string | null> {
  const ids = [...new Set(rows.flatMap(({ ownerId }) => ownerId ?? []))];
  const people = ids.length === 0 ? [] : await read.find(UserRow, { where: { id: In(ids) }, select: { id: true, name: true } }); // prettier-ignore
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return ({ ownerId }) => (ownerId === null ? null : (names.get(ownerId) ?? null));
}
