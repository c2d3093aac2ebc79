import type { OneReplyView } from './messages/messages.dto.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

const ASKED = { messages: [{ role: 'user', content: '나루가 뭐예요?' }] };

let serve: TestServe;
beforeAll(async () => {
  serve = await testServe({ pool: { retry: { firstWaitMs: 10 } } });
});
afterAll(() => serve.close());
afterEach(() => serve.fake.behave());

describe('an engine that fails for a moment', () => {
  it('is asked again before the first byte, and nobody notices', async () => {
    const { client, fake } = serve;
    fake.misbehave({ kind: 'answer', status: 503 }, { times: 1 });
    const { id } = await client.conversation({ title: '나루' });
    const { read } = await client.chat(id);
    fake.misbehave({ kind: 'hang-up' }, { times: 1 });
    const completed = await client.call('POST', '/v1/chat/completions', ASKED);

    expect(read[0]?.message?.status).toBe('complete');
    expect(completed.status).toBe(200);
  });

  it('is not asked again after the first byte: what came is kept, and can be gone on with', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation({ title: '나루' });
    fake.misbehave({ kind: 'reset', afterTokens: 3 }, { times: 1 });

    const { read } = await client.chat(id);

    const broken = read[0]?.message;
    const { body } = await client.call<OneReplyView>('POST', `/api/messages/${broken?.id ?? ''}/continue`, {});
    const { message } = await client.follow(body.reply.streamId);

    expect(broken).toMatchObject({ status: 'interrupted', error: { code: 'engine.failed' } });
    expect(broken?.content).not.toBe('');
    expect(body.reply.message).toMatchObject({ status: 'streaming', error: null });
    expect(message).toMatchObject({ id: broken?.id, status: 'complete', error: null });
    expect(message?.content.startsWith(broken?.content ?? '-')).toBe(true);
  });
});
