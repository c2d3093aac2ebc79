import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from 'typeorm';

import type { Database } from '../../database/database.ts';

const EVERY_MS = 500;
/** In one transaction: few enough to hold nobody up, some milliseconds. */
const AT_ONCE = 16;

const FIRST = `SELECT message_id FROM message_search_waiting ORDER BY message_id LIMIT ${AT_ONCE}`;
const INDEX = [
  `INSERT OR IGNORE INTO message_search_rows (message_id) ${FIRST}`,
  // Whatever was indexed of them before is replaced.
  `INSERT OR REPLACE INTO message_search (rowid, text) SELECT r.number, m.content_search FROM (${FIRST}) w
     JOIN messages m ON m.id = w.message_id JOIN message_search_rows r ON r.message_id = w.message_id`,
  `DELETE FROM message_search_waiting WHERE message_id IN (${FIRST})`,
];

export interface IndexingOptions {
  readonly everyMs?: number;
  readonly onError?: (error: unknown) => void;
}

/**
 * Indexes messages that were written since, now and again and all that is left at the end. A search finds those that
 * wait by reading them. A crash loses nothing: they go on waiting.
 *
 * @returns what ends it
 */
export function keepIndexed(
  database: Database,
  { everyMs = EVERY_MS, onError }: IndexingOptions = {},
): () => Promise<void> {
  if (database.engine !== 'sqlite') return () => Promise.resolve();
  const ending = new AbortController();
  const look = async (): Promise<void> => {
    while (await hasWaiting(database)) {
      await database.write(indexSome, { durable: false });
      await sleep(1); // what else is to be done meanwhile
    }
  };
  const kept = (async () => {
    while (!ending.signal.aborted) {
      await sleep(everyMs, undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
      await look().catch((error: unknown) => onError?.(error));
    }
  })();
  return () => {
    ending.abort();
    return kept;
  };
}

async function hasWaiting({ read }: Database): Promise<boolean> {
  return (await read.query<unknown[]>('SELECT 1 FROM message_search_waiting LIMIT 1')).length > 0;
}

async function indexSome(manager: EntityManager): Promise<void> {
  for (const sql of INDEX) await manager.query(sql);
}
