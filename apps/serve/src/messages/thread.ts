import { AppError } from '@naru/contracts';
import { MessageRow } from '@naru/db';
import type { EntityManager } from 'typeorm';

/** A message of a thread, as far as a prompt needs it. */
export type Said = Pick<MessageRow, 'id' | 'role' | 'content' | 'status'>;

type Link = Pick<MessageRow, 'id' | 'parentId'>;

const AT_ONCE = 500;

/**
 * The messages from the first one to `leafId`, in order.
 *
 * @throws AppError `message.not-found` where the conversation has no such message
 */
export async function threadTo(read: EntityManager, conversationId: string, leafId: string | null): Promise<Said[]> {
  if (leafId === null) return [];
  const links = await read.find(MessageRow, { where: { conversationId }, select: { id: true, parentId: true } });
  const ids = pathTo(links, leafId);
  if (ids.length === 0) throw new AppError('message.not-found', 'The conversation has no message of this id.');
  const rows = new Map<string, Said>();
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = await read
      .createQueryBuilder(MessageRow, 'm')
      .select(['m.id', 'm.role', 'm.content', 'm.status'])
      .whereInIds(ids.slice(at, at + AT_ONCE))
      .getMany();
    for (const row of some) rows.set(row.id, row);
  }
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
}

function pathTo(links: readonly Link[], leafId: string): string[] {
  const parents = new Map(links.map(({ id, parentId }) => [id, parentId]));
  const path: string[] = [];
  for (let at: string | null = leafId; at !== null && path.length <= links.length; at = parents.get(at) ?? null) {
    if (!parents.has(at)) return [];
    path.push(at);
  }
  return path.reverse();
}
