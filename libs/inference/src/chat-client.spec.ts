import { setTimeout as sleep } from 'node:timers/promises';

import type { ChatClient } from './chat-client.ts';
import { chatClientContract, FakeEngine } from './testing/index.ts';

describe.each(['llamacpp', 'vllm'] as const)('the driver of %s', (kind) => {
  let fake: FakeEngine;
  let client: ChatClient;

  beforeEach(async () => {
    fake = await FakeEngine.start({
      kind,
      adapters: ['one@1', 'two@2'],
      tokenMs: 20,
      tokens: Array<string>(2000).fill('루'),
    });
    client = fake.client();
  });
  afterEach(async () => {
    await client.close();
    await fake.close();
  });

  const untilIdle = async (): Promise<number> => {
    const from = performance.now();
    for (;;) {
      const abandonedAt = fake.completions.at(-1)?.abandonedAt;
      if (typeof abandonedAt === 'number') return abandonedAt - from;
      await sleep(1);
    }
  };

  chatClientContract(`the driver of ${kind}`, () => ({ client, adapter: 'two@2', untilIdle }));
});

describe('an adapter', () => {
  it('is chosen from llama.cpp by its number, and every other one is turned off', async () => {
    const fake = await FakeEngine.start({ adapters: ['one@1', 'two@2'] });
    const client = fake.client();

    await client.canary({ adapter: 'two@2' });
    await client.canary();
    await client.close();
    await fake.close();

    expect(fake.completions.map(({ body }) => body['lora'])).toEqual([
      [
        { id: 0, scale: 0 },
        { id: 1, scale: 1 },
      ],
      [
        { id: 0, scale: 0 },
        { id: 1, scale: 0 },
      ],
    ]);
  });

  it('is chosen from vLLM by its name', async () => {
    const fake = await FakeEngine.start({ kind: 'vllm', adapters: ['one@1'] });
    const client = fake.client();

    await client.canary({ adapter: 'one@1' });
    await client.canary();
    await client.close();
    await fake.close();

    expect(fake.completions.map(({ body }) => body['model'])).toEqual(['one@1', 'fake-base']);
  });
});

describe('an answer that is gone on with', () => {
  it.each([
    ['vllm', { add_generation_prompt: false, continue_final_message: true }],
    ['llamacpp', { messages: [{ role: 'user' }, { role: 'assistant', content: '나루는' }] }],
  ] as const)('is asked of %s in its own words', async (kind, asked) => {
    const fake = await FakeEngine.start({ kind });
    const client = fake.client();
    const messages = [
      { role: 'user', content: '나루?' },
      { role: 'assistant', content: '나루는' },
    ] as const;

    for await (const _ of client.stream({ messages, continueLast: true }));
    await client.close();
    await fake.close();

    expect(fake.completions[0]?.body).toMatchObject(asked);
  });
});

describe('a key', () => {
  it('goes to the engine with every request', async () => {
    const fake = await FakeEngine.start({ kind: 'vllm' });
    const client = fake.client({ apiKey: 'of-the-engine' });

    await client.canary();
    await client.models();
    await client.close();
    await fake.close();

    expect(fake.requests.map(({ authorization }) => authorization)).toEqual(Array(2).fill('Bearer of-the-engine'));
  });
});
