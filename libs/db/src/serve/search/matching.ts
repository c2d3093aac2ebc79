import type { EngineName } from '../../database/database.ts';
import { searchText } from '../../database/text.ts';

/** A condition in SQL with its parameters by name, as TypeORM's query builder takes it. */
export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

// The index is made of three-character pieces: it knows nothing shorter.
const INDEXED_FROM = 3;

/** `text` anywhere in `column`; `%` and `_` stand for themselves. */
export function contains(column: string, text: string): Condition {
  const pattern = `%${searchText(text).replace(/[\\%_]/g, '\\$&')}%`;
  return { sql: `${column} LIKE :pattern ESCAPE '\\'`, parameters: { pattern } };
}

/** Messages `alias` that hold `text`, by the engine's index where the text is long enough for it. */
export function messageContains(engine: EngineName, alias: string, text: string): Condition {
  const folded = searchText(text);
  // PostgreSQL takes its index for LIKE by itself.
  if (engine === 'postgres' || Array.from(folded).length < INDEXED_FROM)
    return contains(`${alias}.content_search`, text);
  return {
    sql: `${alias}.id IN (SELECT r.message_id FROM message_search s JOIN message_search_rows r ON r.number = s.rowid WHERE s.text MATCH :phrase)`,
    parameters: { phrase: `"${folded.replaceAll('"', '""')}"` },
  };
}
