import type { EntityManager, SelectQueryBuilder } from 'typeorm';

import type { EngineName } from '../../database/database.ts';
import { searchText } from '../../database/text.ts';
import { ConversationRow } from '../chat/conversation.entity.ts';
import { MessageRow } from '../chat/message.entity.ts';
import { contains, conversationsWith } from './matching.ts';

export interface ConversationQuery {
  readonly ownerId: string;
  readonly limit: number;
  /** The last one of the page before. */
  readonly after?: { readonly updatedAt: number; readonly id: string } | undefined;
  /** Anywhere in the title or a message, whatever its normal form and case. */
  readonly search?: string | undefined;
}

export interface ListedConversation {
  readonly conversation: ConversationRow;
  /** The newest message that holds what was searched, cut around it; null where only the title does. */
  readonly match: { readonly messageId: string; readonly snippet: string } | null;
}

// Longer than any phrase a person looks for; bounds what a request can make the database compare.
const SEARCH_CHARACTERS = 200;

/** A page of a person's conversations, newest first. */
export async function listConversations(
  manager: EntityManager,
  { ownerId, limit, after, search }: ConversationQuery,
): Promise<ListedConversation[]> {
  const wanted = Array.from(searchText(search ?? '').trim())
    .slice(0, SEARCH_CHARACTERS)
    .join('');
  const query = manager
    .createQueryBuilder(ConversationRow, 'c')
    .where('c.owner_id = :ownerId', { ownerId })
    .orderBy({ 'c.updatedAt': 'DESC', 'c.id': 'DESC' })
    .limit(limit);
  if (after !== undefined) {
    query.andWhere('(c.updated_at < :updatedAt OR (c.updated_at = :updatedAt AND c.id < :afterId))', {
      updatedAt: after.updatedAt,
      afterId: after.id,
    });
  }
  const engine = engineOf(manager);
  if (wanted !== '') addSearch(query, engine, wanted);
  const conversations = await query.getMany();
  const matches = wanted === '' ? new Map<string, Match>() : await newestMatches(manager, conversations, wanted);
  return conversations.map((conversation) => {
    const match = matches.get(conversation.id);
    return { conversation, match: match ? { messageId: match.id, snippet: snippet(match.content, wanted) } : null };
  });
}

const engineOf = (manager: EntityManager): EngineName =>
  manager.dataSource.options.type === 'postgres' ? 'postgres' : 'sqlite';

function addSearch(query: SelectQueryBuilder<ConversationRow>, engine: EngineName, wanted: string): void {
  const title = contains(engine, 'c.title_search', wanted);
  const message = conversationsWith(engine, wanted);
  query
    .andWhere(`(${title.sql} OR c.id IN (${message.sql}))`)
    .setParameters({ ...title.parameters, ...message.parameters });
}

interface Match {
  readonly id: string;
  readonly content: string;
}

async function newestMatches(
  manager: EntityManager,
  conversations: readonly ConversationRow[],
  wanted: string,
): Promise<Map<string, Match>> {
  if (conversations.length === 0) return new Map();
  const { sql, parameters } = contains(engineOf(manager), 'm.content_search', wanted);
  const newest = manager
    .createQueryBuilder(MessageRow, 'm')
    .select('MAX(m.id)')
    .where('m.conversation_id IN (:...ids)')
    .andWhere(sql)
    .groupBy('m.conversation_id');
  const rows = await manager
    .createQueryBuilder(MessageRow, 'n')
    .select(['n.id', 'n.conversationId', 'n.content'])
    .where(`n.id IN (${newest.getQuery()})`)
    .setParameters({ ids: conversations.map(({ id }) => id), ...parameters })
    .getMany();
  return new Map(rows.map((row) => [row.conversationId, row]));
}

const BEFORE = 40;
const AFTER = 80;

/** The first place that holds what was searched, with some of what stands around it. */
export function snippet(content: string, wanted: string): string {
  const characters = Array.from(content);
  // Lower case may change a text's length by a character here and there: the cut is near enough.
  const at = lengthOf(searchText(content).split(searchText(wanted), 1).join(''));
  const from = Math.max(0, at - BEFORE);
  const to = Math.min(characters.length, at + lengthOf(wanted) + AFTER);
  const cut = characters.slice(from, to).join('').replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${cut}${to < characters.length ? '…' : ''}`;
}

/** In characters, not in UTF-16 halves. */
const lengthOf = (text: string): number => Array.from(text).length;
