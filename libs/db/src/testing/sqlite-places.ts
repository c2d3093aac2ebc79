import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseDatabaseUrl, type SqlitePlace } from '../database/place.ts';

/** A SQLite file that does not exist yet, in a folder of its own, with a name as people have them. */
export function newSqlitePlace(): SqlitePlace {
  const path = join(mkdtempSync(join(tmpdir(), '나루 db ')), '대화 chat.db');
  const place = parseDatabaseUrl(`sqlite:///${path}`);
  if (place.engine !== 'sqlite') throw new Error('is not SQLite');
  return place;
}
