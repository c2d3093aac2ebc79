import { setTimeout as sleep } from 'node:timers/promises';

import type { Database } from '../../database/database.ts';
import { openDatabase } from '../../database/open-database.ts';
import { aConversation, aMessage, aUser } from '../../testing/rows.ts';
import { newSqlitePlace } from '../../testing/sqlite-places.ts';
import { ConversationRow } from '../chat/conversation.entity.ts';
import { MessageRow } from '../chat/message.entity.ts';
import { UserRow } from '../people/user.entity.ts';
import { listConversations } from './list-conversations.ts';
import { keepIndexed } from './waiting.ts';

const COUNT = 40;
const owner = aUser();
const conversation = aConversation(owner.id);
const messages = Array.from({ length: COUNT }, (_, index) =>
  aMessage(conversation, { content: `나루터 ${index}번째` }),
);

const waiting = async (db: Database): Promise<number> =>
  (await db.read.query<unknown[]>('SELECT 1 FROM message_search_waiting')).length;
const indexed = async (db: Database, phrase: string): Promise<number> =>
  (await db.read.query<unknown[]>(`SELECT 1 FROM message_search WHERE text MATCH '"${phrase}"'`)).length;
const found = async (db: Database, search: string): Promise<number> =>
  (await listConversations(db.read, { ownerId: owner.id, limit: 9, search })).length;

describe('messages that wait to be indexed', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(newSqlitePlace());
    await db.write(async (manager) => {
      await manager.insert(UserRow, owner);
      await manager.insert(ConversationRow, conversation);
      await manager.insert(MessageRow, messages);
    });
  });
  afterAll(() => db.close());

  it('are found, and indexed within a moment, all of them', async () => {
    const before = {
      waiting: await waiting(db),
      indexed: await indexed(db, '나루터'),
      found: await found(db, '나루터'),
    };
    const end = keepIndexed(db, { everyMs: 10 });
    while ((await waiting(db)) > 0) await sleep(5);
    await end();

    expect(before).toEqual({ waiting: COUNT, indexed: 0, found: 1 });
    expect(await indexed(db, '나루터')).toBe(COUNT);
    expect(await found(db, '39번째')).toBe(1);
  });

  it('after a change are found by their new words alone, before and after that', async () => {
    const [first] = messages;
    await db.write((manager) => manager.update(MessageRow, { id: first?.id ?? '' }, { content: '바뀐 글월' }));
    const before = [await found(db, '바뀐 글월'), await found(db, '나루터 0번째')];
    await keepIndexed(db)();

    expect(before).toEqual([1, 0]);
    expect([await found(db, '바뀐 글월'), await found(db, '나루터 0번째')]).toEqual([1, 0]);
    expect([await indexed(db, '바뀐 글월'), await indexed(db, '나루터')]).toEqual([1, COUNT - 1]);
  });

  it('that are deleted wait no more, and are in no index', async () => {
    await db.write((manager) => manager.update(MessageRow, { id: messages[1]?.id ?? '' }, { content: '지워질 글' }));
    await db.write((manager) => manager.delete(ConversationRow, { id: conversation.id }));

    expect([await waiting(db), await indexed(db, '나루터'), await indexed(db, '바뀐 글월')]).toEqual([0, 0, 0]);
  });
});
