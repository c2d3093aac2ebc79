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

  it('is not asked again after the first byte: the answer is told to have failed', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation({ title: '나루' });
    fake.misbehave({ kind: 'reset', afterTokens: 3 }, { times: 1 });

    const { read } = await client.chat(id);

    expect(read[0]?.message).toMatchObject({ status: 'failed', error: { code: 'engine.failed' } });
  });
});
