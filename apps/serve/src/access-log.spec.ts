import { setTimeout as sleep } from 'node:timers/promises';

import { testServe, type TestServe } from './testing/test-serve.ts';

const ASKED = { messages: [{ role: 'user', content: '나루가 뭐예요?' }] };

let serve: TestServe;
beforeAll(async () => {
  serve = await testServe({ fake: { tokens: Array<string>(200).fill('루'), tokenMs: 5 } });
});
afterAll(() => serve.close());

/** Lines of requests to a route, once there are so many. */
async function logged(route: string, count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const lines = serve.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const found = lines.filter((line) => line['msg'] === 'request' && line['route'] === route);
    if (found.length >= count) return found;
    await sleep(10);
  }
}

describe('a client that goes away amid an answer', () => {
  it.each([true, false])('of /v1 is logged as one that did, streamed: %s', async (stream) => {
    const leaving = new AbortController();
    const before = serve.fake.completions.length;
    if (!stream) serve.fake.misbehave({ kind: 'slow-headers', ms: 60_000 }, { times: 1 });
    const asked = fetch(`${serve.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ASKED, stream }),
      signal: leaving.signal,
    });
    if (stream) await asked;
    else while (serve.fake.completions.length === before) await sleep(5);
    leaving.abort();
    await asked.catch(() => undefined);

    const lines = await logged('/v1/chat/completions', stream ? 1 : 2);

    expect(lines.at(-1)).toMatchObject({ aborted: true });
  });

  it('of a conversation is logged as one that did; the answer goes on', async () => {
    const { client } = serve;
    const { id } = await client.conversation();
    const { body } = await client.ask(id);
    const streamId = body.replies[0]?.streamId ?? '';
    await client.follow(streamId, { events: 1 });

    const [line] = await logged('/api/streams/:id', 1);
    const whole = await client.follow(streamId);

    expect(line).toMatchObject({ aborted: true });
    expect(whole.message?.status).toBe('complete');
  });
});
