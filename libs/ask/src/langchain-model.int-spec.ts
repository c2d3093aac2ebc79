import { Secret } from '@naru/config';
import { FakeEngine, type Fault } from '@naru/inference/testing';

import type { ChatModel, ModelRequest } from './chat-model.ts';
import { endpointFor } from './endpoint.ts';
import { langChainModel } from './langchain-model.ts';
import { DEFAULT_PATIENCE, patiently } from './patience.ts';
import { EngineAddress, ModelSettings } from './settings.ts';

const KEY = 'sk-0123456789';
const PATIENCE = { ...DEFAULT_PATIENCE, firstMs: 1 };

const REQUEST: ModelRequest = {
  turns: [
    { role: 'system', content: '짧게 답한다.' },
    { role: 'user', content: '나루?' },
  ],
  maxTokens: 64,
  temperature: 0,
  seed: 7,
};
const SHAPED: ModelRequest = { ...REQUEST, shape: { name: 'verdict', schema: { type: 'object' } } };

const never = new AbortController().signal;
let engine: FakeEngine;
let model: ChatModel;

beforeEach(async () => {
  engine = await FakeEngine.start({ kind: 'vllm', model: 'judge', tokens: ['나루', '터', '입니다'] });
  model = modelAt(engine.url);
});

afterEach(() => engine.close());

function modelAt(url: string, silenceMs = 60_000): ChatModel {
  const settings = Object.assign(new ModelSettings(), { baseUrl: url, apiKey: new Secret(KEY) });
  return langChainModel({ name: 'judge', endpoint: endpointFor(undefined, settings, new EngineAddress()), silenceMs });
}

describe('a model at an OpenAI-compatible endpoint', () => {
  it('answers with its text, its finish reason and its tokens; the key goes with the request', async () => {
    expect(await model.reply(SHAPED, never)).toEqual({
      text: '나루터입니다',
      finishReason: 'stop',
      usage: { prompt: expect.any(Number) as number, completion: 3 },
    });
    expect(engine.completions[0]).toMatchObject({
      authorization: `Bearer ${KEY}`,
      body: { model: 'judge', max_tokens: 64, seed: 7, temperature: 0, response_format: { type: 'json_schema' } },
    });
  });

  it('gives Hangul whole where the bytes come one by one', async () => {
    engine.misbehave({ kind: 'split', bytes: 1 });

    expect((await model.reply(REQUEST, never)).text).toBe('나루터입니다');
  });

  it('says that nothing was counted where nothing was', async () => {
    engine.misbehave({ kind: 'no-usage' });

    expect(await model.reply(REQUEST, never)).toEqual({ text: '나루터입니다', finishReason: 'stop' });
  });

  it('asks without a shape where the endpoint knows none, and from then on at once', async () => {
    engine.misbehave({ kind: 'answer', status: 400, message: 'response_format is not supported' }, { times: 1 });

    await model.reply(SHAPED, never);
    await model.reply(SHAPED, never);

    expect(engine.completions.map(({ body }) => 'response_format' in body)).toEqual([true, false, false]);
  });

  it('asks without a temperature where the model takes none', async () => {
    const message = "Unsupported value: 'temperature' does not support 0 with this model.";
    engine.misbehave({ kind: 'answer', status: 400, message }, { times: 1 });

    await model.reply(SHAPED, never);
    await model.reply(SHAPED, never);

    const sent = engine.completions.map(({ body }) => ['temperature' in body, 'response_format' in body]);
    expect(sent).toEqual([
      [true, true],
      [false, true],
      [false, true],
    ]);
  });

  it.each<Fault>([
    { kind: 'answer', status: 429, retryAfter: '0' },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 503 },
    { kind: 'hang-up' },
    { kind: 'reset', afterTokens: 1 },
    { kind: 'cut', afterTokens: 1 },
    { kind: 'error-frame', afterTokens: 1 },
    { kind: 'garbage', afterTokens: 1 },
    { kind: 'no-finish' },
  ])('is asked again after $kind $status', async (fault) => {
    engine.misbehave(fault, { times: 2 });

    const { text } = await patiently(() => model.reply(REQUEST, never), PATIENCE, never);

    expect(text).toBe('나루터입니다');
    expect(engine.completions).toHaveLength(3);
  });

  it('waits as long as the endpoint asks', async () => {
    engine.misbehave({ kind: 'answer', status: 429, retryAfter: '1' }, { times: 1 });
    const began = performance.now();

    await patiently(() => model.reply(REQUEST, never), PATIENCE, never);

    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('is given up on where nothing comes any more, and left at once by who is stopped', async () => {
    engine.misbehave({ kind: 'stall', afterTokens: 1 });
    const stop = new AbortController();

    await expect(modelAt(engine.url, 100).reply(REQUEST, never)).rejects.toThrow('gave nothing for 0.1 s');
    const stopped = model.reply(REQUEST, stop.signal);
    setTimeout(() => stop.abort(), 50);

    await expect(stopped).rejects.toThrow(/abort/i);
  });

  it.each([
    [400, 'This model has a maximum context length of 4096 tokens', { kind: 'lasting' }],
    [413, 'too large', { kind: 'lasting' }],
    [401, `bad key ${KEY}`, { code: 'config.invalid' }],
    [404, 'no such model', { code: 'engine.model-unknown' }],
  ])('is not asked again after %d %s, and nothing of the message is passed on', async (status, message, fault) => {
    engine.misbehave({ kind: 'answer', status, message });

    const error: unknown = await patiently(() => model.reply(REQUEST, never), PATIENCE, never).catch((e: unknown) => e);

    expect(error).toMatchObject(fault);
    expect((error as Error).message).not.toContain(message);
    expect(engine.completions).toHaveLength(1);
  });

  it('is told to be missing where nothing listens', async () => {
    await engine.close();

    await expect(model.reply(REQUEST, never)).rejects.toThrow('cannot be reached');
  });
});
