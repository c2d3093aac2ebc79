import { once } from 'node:events';
import { request } from 'node:http';

import type { Fault } from '@naru/inference/testing';
import { ChatOpenAI } from '@langchain/openai';
import OpenAI from 'openai';

import { testServe, type TestServe } from './testing/test-serve.ts';
import { until } from './testing/until.ts';

const ANSWER = '나루는 작은 배가 닿는 곳입니다. 🛶';
const messages = [{ role: 'user' as const, content: '나루가 뭐예요?' }];

let serve: TestServe;
let openai: OpenAI;
beforeAll(async () => {
  serve = await testServe();
  openai = new OpenAI({ baseURL: `${serve.url}/v1`, apiKey: 'none', maxRetries: 0 });
});
afterAll(() => serve.close());
afterEach(() => {
  serve.fake.behave();
  serve.fake.tokenMs = 0;
});

describe("OpenAI's client", () => {
  it('lists the models', async () => {
    const { data } = await openai.models.list();

    expect(data.map(({ id }) => id)).toEqual(['fake-base']);
  });

  it('gets a whole answer', async () => {
    const sampling = { temperature: 0, seed: 7, stop: ['끝'] };
    const { data, response } = await openai.chat.completions
      .create({ model: 'fake-base', messages, ...sampling })
      .withResponse();

    expect(data.choices[0]?.message.content).toBe(ANSWER);
    expect(data.usage?.completion_tokens).toBe(8);
    expect(response.headers.get('x-adapter-version')).toBe('fake-base');
    expect(response.headers.get('x-request-id')).toMatch(/[0-9a-f-]{36}/);
    expect(serve.fake.completions.at(-1)?.body).toMatchObject(sampling);
  });

  it('gets a streamed answer, and its usage where it asks for it', async () => {
    const stream = await openai.chat.completions.create({
      model: 'fake-base',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }

    expect(text).toBe(ANSWER);
    expect(usage).toMatchObject({ completion_tokens: 8 });
  });

  it.each([1, 2, 3])('gets every syllable whole when bytes come %d at a time', async (bytes) => {
    serve.fake.misbehave({ kind: 'split', bytes });
    let text = '';
    for await (const chunk of await openai.chat.completions.create({ model: 'fake-base', messages, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }

    expect(text).toBe(ANSWER);
  });

  it('is told of a model that is not there in its own shape', async () => {
    await expect(openai.chat.completions.create({ model: 'nobody', messages })).rejects.toMatchObject({
      status: 404,
      code: 'engine.model-unknown',
      type: 'not_found_error',
    });
  });

  it('cannot make the engine read addresses or run templates', async () => {
    const evil = { api_base: 'http://127.0.0.1:9', chat_template_kwargs: { x: 1 }, lora: [{ id: 0, scale: 1 }] };
    await openai.chat.completions.create({ model: 'fake-base', messages, ...evil });

    const sent = JSON.stringify(serve.fake.completions.at(-1)?.body);
    expect(sent).not.toContain('api_base');
    expect(sent).not.toContain('chat_template_kwargs');
    expect(sent).not.toContain('"scale":1');
  });

  it.each([
    ['n', { n: 1000 }],
    ['stop', { stop: Array.from({ length: 100 }, () => 'x') }],
    ['messages', { messages: [] }],
    ['temperature', { temperature: 9 }],
  ])('is refused what would occupy the engine: %s', async (param, over) => {
    const asked = serve.fake.completions.length;
    const body = { model: 'fake-base', messages, ...over };

    await expect(openai.chat.completions.create(body as never)).rejects.toMatchObject({
      status: 400,
      param: expect.stringContaining(param) as string,
    });
    expect(serve.fake.completions).toHaveLength(asked);
  });
});

describe('LangChain', () => {
  it('gets a whole answer and a streamed one', async () => {
    const model = new ChatOpenAI({
      model: 'fake-base',
      apiKey: 'none',
      maxRetries: 0,
      configuration: { baseURL: `${serve.url}/v1` },
    });

    const whole = await model.invoke('나루가 뭐예요?');
    let streamed = '';
    for await (const { text } of await model.stream('나루가 뭐예요?')) streamed += text;

    expect(whole.text).toBe(ANSWER);
    expect(streamed).toBe(ANSWER);
  });
});

describe('an engine that fails', () => {
  const before: [string, Fault, number][] = [
    ['500', { kind: 'answer', status: 500 }, 502],
    ['429', { kind: 'answer', status: 429, retryAfter: '7' }, 503],
    ['a reset', { kind: 'reset', afterTokens: 0 }, 502],
    ['an end without an answer', { kind: 'cut', afterTokens: 0 }, 502],
  ];
  it.each(before)('before the first token is an error with a status: %s', async (_, fault, status) => {
    serve.fake.misbehave(fault);

    const failure = await openai.chat.completions.create({ model: 'fake-base', messages, stream: true }).then(
      () => undefined,
      (error: unknown) => error as { status: number; headers: Headers },
    );

    expect(failure?.status).toBe(status);
    if (fault.kind === 'answer' && fault.status === 429) expect(failure?.headers.get('retry-after')).toBe('7');
  });

  const during: [string, Fault][] = [
    ['a reset', { kind: 'reset', afterTokens: 2 }],
    ['an error frame before [DONE]', { kind: 'error-frame', afterTokens: 2 }],
    ['an end without a reason', { kind: 'cut', afterTokens: 2 }],
    ['no finish reason', { kind: 'no-finish' }],
    ['garbage', { kind: 'garbage', afterTokens: 2 }],
  ];
  it.each(during)('midway is an error event, never a whole answer: %s', async (_, fault) => {
    serve.fake.misbehave(fault);
    let text = '';
    const reading = async (): Promise<void> => {
      for await (const chunk of await openai.chat.completions.create({ model: 'fake-base', messages, stream: true })) {
        text += chunk.choices[0]?.delta.content ?? '';
      }
    };

    await expect(reading()).rejects.toThrow();
    expect(ANSWER.startsWith(text)).toBe(true);
  });

  it.each([...before.map(([name, fault]) => [name, fault] as const), ...during])(
    'leaves a conversation consistent: %s',
    async (_, fault) => {
      serve.fake.misbehave(fault);
      const { client } = serve;
      const { id } = await client.conversation();

      const { read } = await client.chat(id);
      const { body } = await client.call<{ messages: { status: string; content: string }[] }>(
        'GET',
        `/api/conversations/${id}/messages`,
      );

      const status = read[0]?.text === '' ? 'failed' : 'interrupted';
      expect(read[0]?.message).toMatchObject({
        status,
        error: { code: expect.stringMatching(/^engine\./) as string },
      });
      expect(body.messages[1]).toMatchObject({ status, content: read[0]?.text });
    },
  );
});

describe('a client that leaves', () => {
  it.each([true, false])('ends the work upstream, which would last much longer (stream: %s)', async (stream) => {
    const { fake, url } = serve;
    fake.misbehave(stream ? { kind: 'stall', afterTokens: 1 } : { kind: 'slow-headers', ms: 60_000 });
    const asked = fake.completions.length;
    const body = JSON.stringify({ messages, stream });
    const call = request(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    call.on('error', () => undefined);
    call.end(body);
    if (stream) await once((await once(call, 'response'))[0] as NodeJS.ReadableStream, 'data');
    await until('the engine is asked', () => fake.completions.length > asked);

    const left = performance.now();
    call.destroy();
    await until('the engine is left', () => fake.completions.at(-1)?.abandonedAt !== null);

    expect((fake.completions.at(-1)?.abandonedAt ?? Infinity) - left).toBeLessThan(10_000);
  });

  it('is counted what it used', async () => {
    const { body } = await serve.client.call<{ today: { requests: number; tokens: number } }>('GET', '/api/usage');

    expect(body.today.requests).toBeGreaterThan(5);
    expect(body.today.tokens).toBeGreaterThan(50);
  });
});
