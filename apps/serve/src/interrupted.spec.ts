import { ConversationRow, MessageRow } from '@naru/db';

import { testServe } from './testing/test-serve.ts';

interface Found {
  readonly conversations: readonly { readonly id: string }[];
}

describe('an answer that a crash cut short', () => {
  it('is interrupted after the next start, found by its words, and its conversation named', async () => {
    const words = '나루터에서 기다립니다';
    const before = await testServe({ fake: { tokens: [words, '.'] } });
    const { id } = await before.client.conversation({ title: '나중에' });
    const { read } = await before.client.chat(id);
    const messageId = read[0]?.message?.id ?? '';
    // As a crash leaves it: what was kept while it was written.
    await before.database.write((manager) =>
      manager
        .createQueryBuilder()
        .update(MessageRow)
        .set({ status: 'streaming', content: words, contentSearch: '' })
        .where({ id: messageId })
        .callListeners(false)
        .execute(),
    );
    await before.database.write((manager) => manager.update(ConversationRow, { id }, { title: null }));
    const search = `/api/conversations?search=${encodeURIComponent('기다립니다')}`;
    const lost = await before.client.call<Found>('GET', search);

    const after = await testServe({ database: before.database });
    const found = await after.client.call<Found>('GET', search);
    const messages = await after.client.settled(id);
    await after.close();
    await before.close();

    expect(lost.body.conversations).toEqual([]);
    expect(found.body.conversations).toMatchObject([{ id, title: '나루가 뭐예요?' }]);
    expect(messages[1]).toMatchObject({ status: 'interrupted', content: words });
  });
});
