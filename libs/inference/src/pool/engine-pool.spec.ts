import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { FakeEngine, readAnswer } from '../testing/index.ts';
import type { Timeouts } from '../timeouts.ts';
import { createEnginePool, type EnginePool, type EnginePoolOptions } from './engine-pool.ts';

const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;
const WITHIN_MS = 20_000;
const QUICK: EnginePoolOptions = { retry: { firstWaitMs: 10 }, breaker: { failures: 3, openMs: 100 } };

const fakes: FakeEngine[] = [];
const pools: EnginePool[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
  for (const fake of fakes.splice(0)) await fake.close();
});

async function poolOf(
  count: number,
  options: EnginePoolOptions = QUICK,
  timeouts: Partial<Timeouts> = {},
): Promise<{ pool: EnginePool; fakes: FakeEngine[] }> {
  const started: FakeEngine[] = [];
  for (let index = 0; index < count; index += 1) started.push(await FakeEngine.start({ tokens: ['가', '나', '다'] }));
  fakes.push(...started);
  const clients = started.map((fake, index) => fake.client({ name: `engine ${index}`, timeouts }));
  const pool = createEnginePool(clients, options);
  pools.push(pool);
  return { pool, fakes: started };
}

const breakersOf = (pool: EnginePool): string[] => pool.status().map(({ breaker }) => breaker);
const asked = (fake: FakeEngine | undefined): number => fake?.completions.length ?? 0;

async function until(holds: () => boolean): Promise<void> {
  const since = performance.now();
  while (!holds()) {
    if (performance.now() - since > WITHIN_MS) throw new Error('did not come about');
    await sleep(5);
  }
}

describe('a request that fails before its first byte', () => {
  it.each([
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 429 },
    { kind: 'reset', afterTokens: 0 },
    { kind: 'error-frame', afterTokens: 0 },
    { kind: 'slow-headers', ms: 60_000 },
  ] as const)('with %j is tried again', async (fault) => {
    const { pool, fakes } = await poolOf(1, QUICK, fault.kind === 'slow-headers' ? { headersMs: 1000 } : {});
    fakes[0]!.misbehave(fault, { times: 1 });

    const answer = await readAnswer(pool.stream(QUESTION));

    expect(answer).toMatchObject({ text: '가나다', error: undefined });
    expect(asked(fakes[0])).toBe(2);
  });

  it('is tried three times, and then told', async () => {
    const { pool, fakes } = await poolOf(1);
    fakes[0]!.misbehave({ kind: 'answer', status: 500 });

    const { error } = await readAnswer(pool.stream(QUESTION));

    expect(error).toMatchObject({ code: 'engine.failed' });
    expect(asked(fakes[0])).toBe(3);
  });

  it('waits as long as the engine asks', async () => {
    const { pool, fakes } = await poolOf(1);
    fakes[0]!.misbehave({ kind: 'answer', status: 429, retryAfter: '1' }, { times: 1 });
    const from = performance.now();

    await readAnswer(pool.stream(QUESTION));

    expect(performance.now() - from).toBeGreaterThan(950);
  });

  it('has one limit for all its tries: a silent engine is not waited for three times as long', async () => {
    const { pool, fakes } = await poolOf(2);
    for (const fake of fakes) fake.misbehave({ kind: 'stall', afterTokens: 0 });

    const { error } = await readAnswer(pool.stream(QUESTION, { timeouts: { firstTokenMs: 1000 } }));

    expect(error).toMatchObject({ code: 'engine.timeout' });
    expect(fakes.map(asked)).toEqual([1, 0]);
  });

  it('does not wait for a minute, but tells it', async () => {
    const { pool, fakes } = await poolOf(1);
    fakes[0]!.misbehave({ kind: 'answer', status: 503, retryAfter: '60' });

    const { error } = await readAnswer(pool.stream(QUESTION));

    expect(error).toMatchObject({ code: 'engine.overloaded', retryAfterMs: 60_000 });
    expect(asked(fakes[0])).toBe(1);
  });

  it('is not tried again where the request itself is wrong', async () => {
    const { pool, fakes } = await poolOf(2);
    fakes[0]!.misbehave({ kind: 'answer', status: 400 });
    fakes[1]!.misbehave({ kind: 'answer', status: 400 });

    await readAnswer(pool.stream(QUESTION));

    expect(asked(fakes[0]) + asked(fakes[1])).toBe(1);
  });

  it('goes to another engine at once', async () => {
    const { pool, fakes } = await poolOf(2, { ...QUICK, retry: { firstWaitMs: 5000 } });
    await fakes[0]!.refuse();

    const answer = await readAnswer(pool.stream(QUESTION));

    expect(answer.text).toBe('가나다');
    expect(asked(fakes[1])).toBe(1);
  });

  it('goes to the engine that has the adapter', async () => {
    const { pool, fakes } = await poolOf(2);
    fakes[1]!.adapters.set('one@1', '/models/one@1.gguf');

    const answer = await readAnswer(pool.stream(QUESTION, { adapter: 'one@1' }));

    expect(answer).toMatchObject({ text: '가나다', error: undefined });
    expect(asked(fakes[0])).toBe(0);
  });

  it('is not tried again once its caller has left', async () => {
    const waits = { firstWaitMs: 60_000, longestWaitMs: 60_000 };
    const { pool, fakes } = await poolOf(1, { ...QUICK, retry: waits });
    fakes[0]!.misbehave({ kind: 'answer', status: 500 });
    const leaving = new AbortController();

    const reading = readAnswer(pool.stream(QUESTION, { signal: leaving.signal }));
    await until(() => asked(fakes[0]) === 1);
    await sleep(20); // until the answer is there; it holds before that too
    leaving.abort();

    expect((await reading).error).toMatchObject({ code: 'cancelled' });
    expect(asked(fakes[0])).toBe(1);
  });
});

describe('a request that fails after its first byte', () => {
  it('is never tried again', async () => {
    const { pool, fakes } = await poolOf(2);
    for (const fake of fakes) fake.misbehave({ kind: 'reset', afterTokens: 1 });

    const answer = await readAnswer(pool.stream(QUESTION));

    expect(answer).toMatchObject({ text: '가', error: { code: 'engine.failed' } });
    expect(asked(fakes[0]) + asked(fakes[1])).toBe(1);
  });
});

describe('an engine that keeps failing', () => {
  it('is left alone, and a canary finds it well again', async () => {
    const { pool, fakes } = await poolOf(1, { ...QUICK, breaker: { failures: 3, openMs: 2000 } });
    const [fake] = fakes;
    fake!.misbehave({ kind: 'answer', status: 500 });
    await readAnswer(pool.stream(QUESTION));
    expect(breakersOf(pool)).toEqual(['open']);
    const before = asked(fake);

    const { error } = await readAnswer(pool.stream(QUESTION));
    expect(error).toMatchObject({ code: 'engine.unreachable', retryAfterMs: expect.any(Number) as number });
    expect(asked(fake)).toBe(before);

    fake!.behave();
    await until(() => breakersOf(pool)[0] === 'closed');
    expect(fake!.completions.at(-1)?.body).toMatchObject({ max_tokens: 1 });
    expect((await readAnswer(pool.stream(QUESTION))).text).toBe('가나다');
  });

  it('is left alone for longer while its canary fails', async () => {
    const { pool, fakes } = await poolOf(1, { ...QUICK, breaker: { failures: 3, openMs: 40 } });
    fakes[0]!.misbehave({ kind: 'answer', status: 500 });
    const from = performance.now();
    await readAnswer(pool.stream(QUESTION));
    const before = asked(fakes[0]);

    await until(() => asked(fakes[0]) - before === 4);

    expect(performance.now() - from).toBeGreaterThan(40 + 80 + 160 + 320 - 10);
  });

  it('that breaks off amid answers is left alone too, and the other one serves', async () => {
    const { pool, fakes } = await poolOf(2, { ...QUICK, breaker: { failures: 1, openMs: 5000 } });
    fakes[0]!.misbehave({ kind: 'reset', afterTokens: 1 });
    await readAnswer(pool.stream(QUESTION));

    const answers = await Promise.all([1, 2, 3].map(() => readAnswer(pool.stream(QUESTION))));

    expect(answers.map(({ text }) => text)).toEqual(['가나다', '가나다', '가나다']);
    expect(breakersOf(pool)).toEqual(['open', 'closed']);
  });
});

describe('several engines', () => {
  it('share the work', async () => {
    const { pool, fakes } = await poolOf(2);
    for (const fake of fakes) fake.tokenMs = 20;

    await Promise.all([1, 2, 3, 4].map(() => readAnswer(pool.stream(QUESTION))));

    expect(fakes.map(asked)).toEqual([2, 2]);
    expect(pool.status().map(({ running }) => running)).toEqual([0, 0]);
  });

  it('are named once each for what they serve, and are well where one is', async () => {
    const { pool, fakes } = await poolOf(2);
    await fakes[0]!.refuse();

    expect(await pool.models()).toEqual([{ id: 'fake-base', kind: 'base', contextTokens: 4096 }]);
    await expect(pool.canary()).resolves.toBeUndefined();
  });

  it('count no answer that was left as running', async () => {
    const { pool } = await poolOf(1);

    const { body } = await pool.openCompletion({ ...QUESTION, stream: true });
    body.destroy();
    await until(() => pool.status()[0]?.running === 0);
    await buffer((await pool.openCompletion(QUESTION)).body);

    await until(() => pool.status()[0]?.running === 0);
  });
});
