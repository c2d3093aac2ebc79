import { EventSubscriber, type EntitySubscriberInterface, type InsertEvent, type UpdateEvent } from 'typeorm';

import { searchText } from '../../database/text.ts';

const SEARCHED: readonly (readonly [table: string, property: string, into: string])[] = [
  ['messages', 'content', 'contentSearch'],
  ['conversations', 'title', 'titleSearch'],
];

/** Writes what a text is searched by beside every text that is searched, whichever way it is written. */
@EventSubscriber()
export class SearchTextSubscriber implements EntitySubscriberInterface {
  beforeInsert({ entity, metadata }: InsertEvent<unknown>): void {
    fill(metadata.tableName, entity);
  }

  beforeUpdate({ entity, metadata }: UpdateEvent<unknown>): void {
    fill(metadata.tableName, entity);
  }
}

function fill(table: string, row: unknown): void {
  if (typeof row !== 'object' || row === null) return;
  for (const [searched, property, into] of SEARCHED) {
    if (searched !== table) continue;
    const text: unknown = Reflect.get(row, property);
    if (typeof text === 'string' || text === null) Reflect.set(row, into, text === null ? null : searchText(text));
  }
}
