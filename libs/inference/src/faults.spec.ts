import { buffer } from 'node:stream/consumers';

import type { ChatClient } from './chat-client.ts';
import type { Timeouts } from './timeouts.ts';
import { FakeEngine, readAnswer, type Fault } from './testing/index.ts';

/** What a limit that is to be passed is set to: the others stay at a minute or so, and no busy machine passes them. */
const SOON_MS = 100;
/** As short, but long enough for the tokens before a silence, whatever else the machine does. */
const SILENCE_MS = 1000;
/** Far above the short limits, far below the usual ones. */
const WITHIN_MS = 10_000;
const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;
const TOKENS = ['가', '나', '다', '라', '마'];

let fake: FakeEngine;
let client: ChatClient;

beforeEach(async () => {
  fake = await FakeEngine.start({ tokens: TOKENS });
  client = fake.client();
});
afterEach(async () => {
  await client.close();
  await fake.close();
});

/** What came, and what was thrown, and after how long. */
async function outcome(
  fault: Fault,
  timeouts: Partial<Timeouts> = {},
): Promise<{ text: string; code: string | undefined; ms: number }> {
  fake.misbehave(fault);
  const from = performance.now();
  const { text, error } = await readAnswer(client.stream(QUESTION, { timeouts }));
  return { text, code: (error as { code?: string } | undefined)?.code, ms: performance.now() - from };
}

describe('before the first token', () => {
  it.each<[Fault, string, Partial<Timeouts>?]>([
    [{ kind: 'slow-headers', ms: 60_000 }, 'engine.timeout', { headersMs: SOON_MS }],
    [{ kind: 'stall', afterTokens: 0 }, 'engine.timeout', { firstTokenMs: SOON_MS }],
    [{ kind: 'stall-mid-token', afterTokens: 0 }, 'engine.timeout', { firstTokenMs: SOON_MS }],
    [{ kind: 'comments', ms: 60_000 }, 'engine.timeout', { firstTokenMs: SOON_MS }],
    [{ kind: 'reset', afterTokens: 0 }, 'engine.failed'],
    [{ kind: 'error-frame', afterTokens: 0 }, 'engine.failed'],
    [{ kind: 'error-frame', afterTokens: 0, status: 503 }, 'engine.overloaded'],
    [{ kind: 'cut', afterTokens: 0 }, 'engine.failed'],
    [{ kind: 'garbage', afterTokens: 0 }, 'engine.failed'],
    [{ kind: 'answer', status: 429, retryAfter: '7' }, 'engine.overloaded'],
    [{ kind: 'answer', status: 503 }, 'engine.overloaded'],
    [{ kind: 'answer', status: 500 }, 'engine.failed'],
    [{ kind: 'answer', status: 302 }, 'engine.failed'],
    [{ kind: 'answer', status: 401 }, 'engine.failed'],
    [{ kind: 'answer', status: 400 }, 'engine.bad-request'],
    [{ kind: 'answer', status: 400, type: 'exceed_context_size_error' }, 'engine.context-full'],
    [{ kind: 'answer', status: 400, message: "This model's maximum context length is 4096" }, 'engine.context-full'],
    [{ kind: 'answer', status: 404 }, 'engine.model-unknown'],
  ])('%j is told as %s, and nothing is given', async (fault, code, timeouts = {}) => {
    const found = await outcome(fault, timeouts);

    expect(found).toMatchObject({ text: '', code });
    expect(found.ms).toBeLessThan(WITHIN_MS);
  });

  it('an engine that is not there is told as such', async () => {
    await fake.refuse();

    const { error } = await readAnswer(client.stream(QUESTION));

    expect(error).toMatchObject({
      code: 'engine.unreachable',
      message: expect.stringContaining('fake llamacpp') as string,
    });
  });

  it('the wait that the engine asks for is told', async () => {
    fake.misbehave({ kind: 'answer', status: 429, retryAfter: '7' });

    const { error } = await readAnswer(client.stream(QUESTION));

    expect(error).toMatchObject({ retryAfterMs: 7000 });
  });
});

describe('amid an answer', () => {
  it.each<[Fault, string]>([
    [{ kind: 'stall', afterTokens: 3 }, 'engine.timeout'],
    [{ kind: 'stall-mid-token', afterTokens: 3 }, 'engine.timeout'],
    [{ kind: 'reset', afterTokens: 3 }, 'engine.failed'],
    [{ kind: 'error-frame', afterTokens: 3 }, 'engine.failed'],
    [{ kind: 'cut', afterTokens: 3 }, 'engine.failed'],
    [{ kind: 'garbage', afterTokens: 3 }, 'engine.failed'],
  ])('%j is told as %s after the text that came', async (fault, code) => {
    const found = await outcome(fault, code === 'engine.timeout' ? { betweenTokensMs: SILENCE_MS } : {});

    expect(found).toMatchObject({ text: '가나다', code });
    expect(found.ms).toBeLessThan(WITHIN_MS);
  });

  it.each<[Fault]>([[{ kind: 'stall', afterTokens: 3 }], [{ kind: 'error-frame', afterTokens: 3 }]])(
    '%j ends the relayed bytes with an error, after whole events only',
    async (fault) => {
      fake.misbehave(fault);
      const timeouts = { betweenTokensMs: SILENCE_MS };
      const { body } = await client.openCompletion({ ...QUESTION, stream: true }, { timeouts });

      const chunks: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of body) chunks.push(chunk as Buffer);
      })();

      await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/^engine\./) as string });
      const text = Buffer.concat(chunks).toString();
      expect(text.match(/\n\n/g)).toHaveLength(4);
      expect(text).not.toMatch(/error|DONE/);
    },
  );

  it('a slow token within the limit is waited for', async () => {
    fake.tokenMs = SILENCE_MS / 5;

    const found = await outcome({ kind: 'no-usage' }, { betweenTokensMs: SILENCE_MS });

    expect(found).toMatchObject({ text: '가나다라마', code: undefined });
    expect(found.ms).toBeGreaterThan(SILENCE_MS);
  });

  it('the limit of the whole answer holds although tokens come', async () => {
    fake.tokenMs = 30;
    const { error } = await readAnswer(client.stream(QUESTION, { timeouts: { wholeMs: 100 } }));

    expect(error).toMatchObject({ code: 'engine.timeout', message: expect.stringContaining('0.1 s') as string });
  });
});

describe('the end of an answer', () => {
  it('is believed only with a finish reason, whatever [DONE] says', async () => {
    expect(await outcome({ kind: 'no-finish' })).toMatchObject({ text: '가나다라마', code: 'engine.failed' });
  });

  it('needs no [DONE] where there was a finish reason, and is given one', async () => {
    fake.misbehave({ kind: 'no-done' });

    const { body } = await client.openCompletion({ ...QUESTION, stream: true });

    expect((await buffer(body)).toString()).toMatch(/"finish_reason":"stop"[^\n]*\n\ndata: \[DONE\]\n\n$/);
  });

  it('without usage leaves the number of events to estimate by', async () => {
    fake.misbehave({ kind: 'no-usage' });

    const { body, report } = await client.openCompletion({ ...QUESTION, stream: true });
    await buffer(body);

    expect(report).toMatchObject({ usage: null, finishReason: 'stop' });
    expect(report.events).toBeGreaterThanOrEqual(TOKENS.length);
  });

  it.each<[Fault, string, Partial<Timeouts>?]>([
    [{ kind: 'no-finish' }, 'engine.failed'],
    [{ kind: 'reset', afterTokens: 0 }, 'engine.unreachable'],
    [{ kind: 'answer', status: 500 }, 'engine.failed'],
    [{ kind: 'slow-headers', ms: 60_000 }, 'engine.timeout', { wholeMs: SOON_MS }],
  ])('of one that is not streamed: %j is told as %s', async (fault, code, timeouts = {}) => {
    fake.misbehave(fault);

    await expect(client.openCompletion(QUESTION, { timeouts })).rejects.toMatchObject({ code });
  });
});

describe('an error of the engine', () => {
  it('shows no path of its machine and no control characters', async () => {
    fake.misbehave({ kind: 'answer', status: 500, message: 'open("/srv/models/secret.gguf")\u001b[31m failed' });

    const { error } = await readAnswer(client.stream(QUESTION));

    expect((error as Error).message).toBe('fake llamacpp failed with status 500: open("(path)") [31m failed');
  });
});

describe('a connection that is kept', () => {
  it('too long for the engine is replaced, and nobody hears of it', async () => {
    await client.canary();
    fake.misbehave({ kind: 'hang-up' }, { times: 1 });

    await expect(client.canary()).resolves.toBeUndefined();
    expect(fake.completions).toHaveLength(3);
  });

  it('and closed again is told', async () => {
    await client.canary();
    fake.misbehave({ kind: 'hang-up' });

    await expect(client.canary()).rejects.toMatchObject({ code: 'engine.unreachable' });
    expect(fake.completions).toHaveLength(3);
  });

  it('is not meant by a new one that is closed', async () => {
    const vllm = await FakeEngine.start({ kind: 'vllm' });
    vllm.misbehave({ kind: 'hang-up' });
    const fresh = vllm.client();

    await expect(fresh.canary()).rejects.toMatchObject({ code: 'engine.unreachable' });
    await fresh.close();
    await vllm.close();
    expect(vllm.completions).toHaveLength(1);
  });
});
