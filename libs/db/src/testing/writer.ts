// A process that writes conversations until it is killed, and says on stdout what is written: what the kill test kills.
import { openDatabase } from '../database/open-database.ts';
import { parseDatabaseUrl } from '../database/place.ts';
import { ConversationRow } from '../serve/chat/conversation.entity.ts';
import { MessageRow } from '../serve/chat/message.entity.ts';
import { UserRow } from '../serve/people/user.entity.ts';
import { keepIndexed } from '../serve/search/waiting.ts';
import { aConversation, aMessage, aUser } from './rows.ts';

const [, , url = ''] = process.argv;
const db = await openDatabase(parseDatabaseUrl(url));
keepIndexed(db, { everyMs: 20 });
const user = aUser();
await db.write((manager) => manager.insert(UserRow, user));

const LANES = 4;
await Promise.all(
  Array.from({ length: LANES }, async () => {
    for (;;) {
      const conversation = aConversation(user.id, { title: '나루터' });
      const question = aMessage(conversation, { content: '나루가 무엇인가요?' });
      const reply = aMessage(conversation, {
        parentId: question.id,
        role: 'assistant',
        content: '배가 닿는 곳입니다.',
      });
      await db.write(async (manager) => {
        await manager.insert(ConversationRow, conversation);
        await manager.insert(MessageRow, question);
        await manager.insert(MessageRow, reply);
      });
      process.stdout.write(`${reply.id}\n`);
    }
  }),
);
