import { buffer } from 'node:stream/consumers';

import type { ChatEvent } from '../chat-client.ts';
import { FakeEngine } from '../testing/index.ts';

const TOKENS = Array.from({ length: 100 }, (_, number) => `${number} `);
const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;

let fake: FakeEngine;

beforeEach(async () => {
  fake = await FakeEngine.start({ tokens: TOKENS, tokenMs: 5 });
});
afterEach(() => fake.close());

async function deltasOf(events: AsyncIterable<ChatEvent>) {
  const deltas: Extract<ChatEvent, { type: 'delta' }>[] = [];
  for await (const event of events) if (event.type === 'delta') deltas.push(event);
  return deltas;
}

describe('an answer that is read at a pace', () => {
  it('comes whole and in order, many tokens at a time', async () => {
    const client = fake.client();

    const deltas = await deltasOf(client.stream(QUESTION));

    expect(deltas.map(({ text }) => text).join('')).toBe(TOKENS.join(''));
    expect(deltas.reduce((sum, { events }) => sum + events, 0)).toBe(TOKENS.length);
    expect(deltas.length).toBeLessThan(TOKENS.length / 3);
    await client.close();
  });

  it('begins at once, also on a connection that another answer has used', async () => {
    const client = fake.client();
    await deltasOf(client.stream(QUESTION));

    const deltas = await deltasOf(client.stream(QUESTION));

    expect(deltas[0]?.events).toBeLessThan(TOKENS.length / 10);
    await client.close();
  });

  it('fails as any other where the engine is not there', async () => {
    const client = fake.client();
    await fake.refuse();

    await expect(deltasOf(client.stream(QUESTION))).rejects.toMatchObject({ code: 'engine.unreachable' });
    await client.close();
  });

  it('is the only one: what is passed on as bytes comes as it was sent', async () => {
    const client = fake.client();

    const { body } = await client.openCompletion({ ...QUESTION, stream: true });
    const bytes = await buffer(body);

    expect(bytes.toString().match(/"content":"\d+ "/g)).toHaveLength(TOKENS.length);
    await client.close();
  });
});
