import type { EngineName } from '../../database/database.ts';
import { searchText } from '../../database/text.ts';

/** A piece of SQL with its parameters by name, as TypeORM's query builder takes it. */
export interface Sql {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

// The index is made of three-character pieces: it knows nothing shorter.
const INDEXED_FROM = 3;

/** A condition: `text` anywhere in `column`, which holds a `searchText`; `%` and `_` stand for themselves. */
export function contains(engine: EngineName, column: string, text: string): Sql {
  const wanted = searchText(text);
  // SQLite's LIKE reads both character by character, instr compares bytes.
  if (engine === 'sqlite') return { sql: `instr(${column}, :wanted) > 0`, parameters: { wanted } };
  const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
  return { sql: `${column} LIKE :pattern ESCAPE '\\'`, parameters: { pattern } };
}

/** A query for the conversations of `:ownerId` with a message that holds `text`, by the index where it is long enough. */
export function conversationsWith(engine: EngineName, text: string): Sql {
  const wanted = searchText(text);
  // PostgreSQL takes its index for LIKE by itself.
  if (engine === 'postgres' || Array.from(wanted).length < INDEXED_FROM) {
    const { sql, parameters } = contains(engine, 'm.content_search', text);
    return { sql: `SELECT m.conversation_id FROM messages m WHERE m.owner_id = :ownerId AND ${sql}`, parameters };
  }
  // CROSS JOIN keeps the order: from what the index finds to its messages, not through all of the owner's.
  // What waits to be indexed is read: the index knows nothing of it yet, or what it was before.
  return {
    sql: `SELECT m.conversation_id FROM message_search s CROSS JOIN message_search_rows r CROSS JOIN messages m
        WHERE s.text MATCH :phrase AND r.number = s.rowid AND m.id = r.message_id AND m.owner_id = :ownerId
          AND m.id NOT IN (SELECT message_id FROM message_search_waiting)
      UNION ALL SELECT m.conversation_id FROM message_search_waiting w CROSS JOIN messages m
        WHERE m.id = w.message_id AND m.owner_id = :ownerId AND instr(m.content_search, :wanted) > 0`,
    parameters: { phrase: `"${wanted.replaceAll('"', '""')}"`, wanted },
  };
}
