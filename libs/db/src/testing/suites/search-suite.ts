import type { Database } from '../../database/database.ts';
import { openDatabase } from '../../database/open-database.ts';
import { ConversationRow } from '../../serve/chat/conversation.entity.ts';
import { MessageRow } from '../../serve/chat/message.entity.ts';
import { UserRow } from '../../serve/people/user.entity.ts';
import { listConversations, type ListedConversation } from '../../serve/search/list-conversations.ts';
import { aConversation, aMessage, aUser } from '../rows.ts';
import type { NewPlace } from './tables-suite.ts';

let db: Database;
const owner = aUser();

async function converse(title: string | null, ...contents: string[]): Promise<{ id: string; messageIds: string[] }> {
  const conversation = aConversation(owner.id, { title });
  const messages = contents.map((content) => aMessage(conversation, { content }));
  await db.write(async (manager) => {
    await manager.insert(ConversationRow, conversation);
    if (messages.length > 0) await manager.insert(MessageRow, messages);
  });
  return { id: conversation.id, messageIds: messages.map(({ id }) => id) };
}

const search = (text: string, ownerId = owner.id): Promise<ListedConversation[]> =>
  listConversations(db.read, { ownerId, limit: 50, search: text });
const idsOf = (listed: readonly ListedConversation[]): string[] => listed.map(({ conversation }) => conversation.id);

export function describeSearch(newPlace: NewPlace): void {
  beforeAll(async () => {
    db = await openDatabase(await newPlace());
    await db.write((manager) => manager.insert(UserRow, owner));
  });
  afterAll(() => db.close());

  describe('a search', () => describeFinding());
  describe('what was searched', () => describeChanges());
  describe('the list', () => describePages());
}

function describeFinding(): void {
  it.each([
    ['one syllable', '탑'],
    ['two syllables', '석가'],
    ['three syllables', '석가탑'],
    ['letters and spaces', '석가탑은 어디'],
    ['NFD', '석가탑'.normalize('NFD')],
    ['what stands within a word', '가탑은'],
  ])('finds a message by %s', async (_, text) => {
    const { id, messageIds } = await converse('여행', `경주의 석가탑은 어디에 있나요?`);

    const found = (await search(text)).find(({ conversation }) => conversation.id === id);

    expect(found?.match).toEqual({ messageId: messageIds[0], snippet: '경주의 석가탑은 어디에 있나요?' });
  });

  it('finds a message that was written in NFD', async () => {
    const { id } = await converse(null, '한강의 나루터'.normalize('NFD'));

    expect(idsOf(await search('나루터'))).toEqual([id]);
    expect(idsOf(await search('루터'))).toEqual([id]);
  });

  it('finds a title, without a message', async () => {
    const { id } = await converse('김치찌개 Recipe', '안녕');

    expect(await search('찌개 recipe')).toMatchObject([{ conversation: { id }, match: null }]);
  });

  it.each(['ÉCOLE', 'école', 'éc', 'ÉC'])('does not mind case: %s', async (text) => {
    const { id } = await converse(null, 'Une École');

    expect(idsOf(await search(text))).toContain(id);
  });

  it.each(['100%', '0%', '%', 'a_b', '_', 'x\\y', '\\', `it's`, `"quoted"`, '"'])(
    'takes %s as it stands',
    async (text) => {
      const { id } = await converse(null, `매출 100% a_b x\\y it's "quoted"`);
      const other = await converse(null, `1000 acb xzy its quoted`);

      const found = idsOf(await search(text));

      expect(found).toContain(id);
      expect(found).not.toContain(other.id);
    },
  );

  it('finds nothing of somebody else', async () => {
    await converse('비밀번호는', '비밀번호는 나루');

    expect(await search('비밀번호', aUser().id)).toEqual([]);
  });

  it('cuts the newest message that holds it around the place', async () => {
    const { messageIds } = await converse(null, '쪽지', `${'앞 '.repeat(200)}쪽지${' 뒤'.repeat(200)}`, '마지막');

    const [found] = await search('쪽지');

    expect(found?.match?.messageId).toBe(messageIds[1]);
    expect(found?.match?.snippet).toMatch(/^…앞 .*쪽지 뒤.* 뒤…$/);
    expect(found?.match?.snippet.length).toBeLessThan(140);
  });
}

function describeChanges(): void {
  it('is found by its new words, whichever way it was changed, and not by its old ones', async () => {
    const { id, messageIds } = await converse('처음 제목', '처음 글월');
    const [messageId = ''] = messageIds;

    await db.write((manager) => manager.update(MessageRow, { id: messageId }, { content: '바뀐 글월' }));
    await db.write(async (manager) => {
      const row = await manager.findOneByOrFail(ConversationRow, { id });
      await manager.save(Object.assign(row, { title: '바뀐 제목' }));
    });

    expect(idsOf(await search('바뀐 글월'))).toEqual([id]);
    expect(idsOf(await search('바뀐 제목'))).toEqual([id]);
    expect(await search('처음 글월')).toEqual([]);
    expect(await search('처음 제목')).toEqual([]);
  });

  it('is not found once it is deleted', async () => {
    const { id } = await converse(null, '사라질 문장');
    await db.write((manager) => manager.delete(ConversationRow, { id }));

    expect(await search('사라질 문장')).toEqual([]);
  });
}

function describePages(): void {
  it('comes in pages, newest first, each conversation once, also where times are equal', async () => {
    const reader = aUser();
    const rows = [3, 1, 2, 2, 2].map((updatedAt) => aConversation(reader.id, { updatedAt }));
    await db.write(async (manager) => {
      await manager.insert(UserRow, reader);
      await manager.insert(ConversationRow, rows);
    });

    const seen: { id: string; updatedAt: number }[] = [];
    for (;;) {
      const page = await listConversations(db.read, { ownerId: reader.id, limit: 2, after: seen.at(-1) });
      if (page.length === 0) break;
      seen.push(...page.map(({ conversation: { id, updatedAt } }) => ({ id, updatedAt })));
    }

    expect(seen.map(({ updatedAt }) => updatedAt)).toEqual([3, 2, 2, 2, 1]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
  });
}
