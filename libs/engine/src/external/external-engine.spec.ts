import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeEngine, readAnswer } from '@naru/inference/testing';

import { createEngine } from '../create-engine.ts';
import { EngineSettings } from '../settings.ts';
import type { EngineSupervisor } from '../supervisor.ts';
import { until } from '../testing/supervised-subject.ts';
import { ExternalEngine } from './external-engine.ts';

const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;
const one = { name: 'one@aaaaaa', path: mkdtempSync(join(tmpdir(), 'peft-')), chatTemplateSha256: null };
writeFileSync(join(one.path, 'adapter_config.json'), '{"r": 8}');

let fake: FakeEngine;
let engine: EngineSupervisor;
afterEach(async () => {
  await engine.stop();
  await fake.close();
});

describe('an engine that others run', () => {
  it('is used as it is, and left running', async () => {
    fake = await FakeEngine.start({ kind: 'vllm', model: 'theirs', adapters: ['old@bbbbbb'] });
    const settings = Object.assign(new EngineSettings(), { engine: 'external', endpoint: fake.url });
    engine = await createEngine(settings);
    await engine.start();

    const answer = await readAnswer(engine.client.stream(QUESTION, { adapter: 'old@bbbbbb' }));
    const status = engine.status();
    await engine.stop();

    expect(answer.finishReason).toBe('stop');
    expect(status).toMatchObject({ state: 'ready', engine: { name: 'vllm', version: 'vllm 0.0.0-fake' } });
    expect(engine.base).toMatchObject({ id: 'theirs', contextTokens: 4096 });
    expect((await fetch(`${fake.url}/health`)).status).toBe(200);
  });

  it('is given adapters where it is vLLM, again after it lost them, and keeps those that are not ours', async () => {
    fake = await FakeEngine.start({ kind: 'vllm', adapters: ['old@bbbbbb'] });
    engine = new ExternalEngine({ urls: [fake.url], lookMs: 30 });
    await engine.start();
    await engine.setAdapters([one]);
    expect([...fake.adapters.keys()]).toEqual(['old@bbbbbb', 'one@aaaaaa']);

    fake.adapters.delete('one@aaaaaa');
    await until(() => fake.adapters.has('one@aaaaaa'));
    expect([...fake.adapters.keys()]).toEqual(['old@bbbbbb', 'one@aaaaaa']);

    await engine.setAdapters([]);
    expect([...fake.adapters.keys()]).toEqual(['old@bbbbbb']);
  });

  it('that is llama.cpp takes no adapter at run time', async () => {
    fake = await FakeEngine.start({ kind: 'llamacpp', adapters: ['old@bbbbbb'] });
    engine = new ExternalEngine({ urls: [fake.url] });
    await engine.start();

    await expect(engine.setAdapters([one])).rejects.toMatchObject({ code: 'engine.model-unknown' });
    await expect(engine.setAdapters([{ ...one, name: 'old@bbbbbb' }])).resolves.toBeUndefined();
  });

  it('that is not there yet is found when it comes', async () => {
    fake = await FakeEngine.start({ kind: 'vllm' });
    await fake.refuse();
    engine = new ExternalEngine({ urls: [fake.url], lookMs: 30 });

    await engine.start();
    expect(engine.status()).toMatchObject({
      state: 'starting',
      problem: expect.stringContaining('cannot be reached') as string,
    });
    expect((await readAnswer(engine.client.stream(QUESTION))).error).toMatchObject({ code: 'engine.unreachable' });

    await fake.listen();
    await until(() => engine.status().state === 'ready');
  });
});

describe('several engines that others run', () => {
  let other: FakeEngine;
  afterEach(() => other.close());

  const both = async (model = 'theirs'): Promise<EngineSupervisor> => {
    fake = await FakeEngine.start({ kind: 'vllm', model: 'theirs' });
    other = await FakeEngine.start({ kind: 'vllm', model });
    const settings = Object.assign(new EngineSettings(), {
      engine: 'external',
      endpoint: `${fake.url}, ${other.url}`,
    });
    engine = await createEngine(settings);
    await engine.start();
    return engine;
  };

  it('answer for one another before the first byte, and share adapters', async () => {
    const { client } = await both();
    await engine.setAdapters([one]);
    fake.misbehave({ kind: 'answer', status: 503 });

    const answers = await Promise.all([1, 2, 3].map(() => readAnswer(client.stream(QUESTION, { adapter: one.name }))));

    expect(answers.map(({ finishReason }) => finishReason)).toEqual(['stop', 'stop', 'stop']);
    expect([fake, other].map(({ adapters }) => adapters.has(one.name))).toEqual([true, true]);
    expect(other.completions).toHaveLength(3);
  });

  it('go on as one where the others are away', async () => {
    const { client } = await both();
    await fake.refuse();

    const answers = [await readAnswer(client.stream(QUESTION)), await readAnswer(client.stream(QUESTION))];

    expect(answers.map(({ finishReason }) => finishReason)).toEqual(['stop', 'stop']);
    expect(engine.status().state).toBe('ready');
  });

  it('are left alone where they serve another model', async () => {
    const { client, base } = await both('another');

    const answers = [await readAnswer(client.stream(QUESTION)), await readAnswer(client.stream(QUESTION))];

    expect(base.id).toBe('theirs');
    expect(answers.map(({ finishReason }) => finishReason)).toEqual(['stop', 'stop']);
    expect(other.completions).toHaveLength(0);
  });
});
