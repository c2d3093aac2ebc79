import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { isGroupAlive } from '@naru/files';
import { chatClientContract, readAnswer, vllmWireContract, type ReadAnswer } from '@naru/inference/testing';

import { createEngine, EngineSettings, type EngineSupervisor, type ServedAdapter } from './index.ts';
import { freePort } from './process/ports.ts';
import { writeRandomAdapters } from './testing/random-adapters.ts';

const root = workspaceRoot();
const folder = mkdtempSync(join(tmpdir(), '나루 vllm '));
// Half a minute where nothing else runs; on the first run of all the model's folder is written before.
const START_MS = 900_000;
const ANSWER_MS = 300_000;
const STEP_MS = 2000; // a token that is being computed is computed to its end: on a CPU a tenth of a second and more
const KOREAN = { role: 'user', content: '안녕하세요? 한국어로 대답해 주세요.' } as const;
const TEMPLATE = '872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788'; // of SmolLM2's instruct models

let engine: EngineSupervisor;

const adapter = (name: string, place: string): ServedAdapter => ({
  name,
  path: join(folder, place, 'adapter'),
  chatTemplateSha256: TEMPLATE,
});
const [one, two, three] = [
  adapter('one@0000aa', 'one'),
  adapter('two@0000bb', 'two'),
  adapter('three@0000cc', 'three'),
];

function ask(chosen?: string): Promise<ReadAnswer> {
  return readAnswer(engine.client.stream({ messages: [KOREAN], maxTokens: 4, temperature: 0 }, { adapter: chosen }));
}

async function running(): Promise<number> {
  const text = await (await fetch(`${engine.status().url ?? ''}/metrics`)).text();
  return Number(/^vllm:num_requests_running\{.*\} (.*)$/m.exec(text)?.[1]);
}

async function untilIdle(): Promise<number> {
  const from = performance.now();
  while ((await running()) > 0) await sleep(2);
  return performance.now() - from;
}

function pidOf(): number {
  const read = ['-c', 'cat "$1"/processes/*.pid', 'sh', join(folder, 'state')];
  return Number(execFileSync('/bin/sh', read, { encoding: 'utf8' }));
}

async function aVllm(): Promise<EngineSupervisor> {
  const settings = Object.assign(new EngineSettings(), { engine: 'vllm', port: await freePort() });
  const options = { stateDir: join(folder, 'state'), logDir: folder, slots: 2, gpus: [] };
  return createEngine(settings, { ...options, times: { canaryMs: 600_000 } });
}

beforeAll(async () => {
  writeRandomAdapters(
    root,
    [one, two, three].map(({ path }) => join(path, '..')),
  );
  engine = await aVllm();
  await engine.start();
  await engine.setAdapters([one]);
}, START_MS);

afterAll(async () => {
  const pid = pidOf();
  await engine.stop();
  expect(isGroupAlive(pid)).toBe(false);
}, START_MS);

chatClientContract(
  'the real vLLM',
  () => ({ client: engine.client, adapter: one.name, untilIdle, idleWithinMs: STEP_MS }),
  { timeoutMs: ANSWER_MS },
);

vllmWireContract(
  'the real one',
  () => ({ url: engine.status().url ?? '', model: engine.base.id, adapterPath: three.path }),
  { timeoutMs: ANSWER_MS },
);

describe('the real vLLM', () => {
  it('has the chat template that training records, in a folder made of the packaged file', () => {
    expect(engine.base).toMatchObject({ chatTemplateSha256: TEMPLATE, quantization: null, contextTokens: 8192 });
  });

  it('tells which version of it answers', () => {
    expect(engine.status().engine).toEqual({ name: 'vllm', version: expect.stringMatching(/^vllm \d/) as string });
  });

  it(
    'cuts text into the tokens that llama.cpp cuts it into, and counts the same prompt',
    async () => {
      const settings = Object.assign(new EngineSettings(), { port: await freePort() });
      const llamaCpp = await createEngine(settings, { stateDir: join(folder, 'llama'), logDir: folder });
      await llamaCpp.start();
      const texts = ['나루터 12345\n\n1. 첫째', 'SELECT * FROM  t; -- 🛶 가나다', '한글과 English, 3.14'];
      const inBoth = (client: EngineSupervisor['client']) =>
        Promise.all([...texts.map((text) => client.tokenize(text)), client.countTokens([KOREAN])]);

      const theirs = await inBoth(llamaCpp.client).finally(() => llamaCpp.stop());

      expect(await inBoth(engine.client)).toEqual(theirs);
    },
    ANSWER_MS,
  );

  it(
    'gives Hangul whole',
    async () => {
      const messages = [{ role: 'user', content: 'Repeat: 안녕하세요 안녕하세요 안녕하세요' }] as const;

      const { text, error } = await readAnswer(engine.client.stream({ messages, maxTokens: 30, temperature: 0 }));

      expect(error).toBeUndefined();
      expect(text).toMatch(/[가-힣]/);
      expect(text).not.toContain('\uFFFD');
    },
    ANSWER_MS,
  );

  it(
    'loads an adapter while it runs, and the base model stays what it was',
    async () => {
      const [pid, before] = [pidOf(), await ask()];

      await engine.setAdapters([one, two]);
      const [first, second, after] = [await ask(one.name), await ask(two.name), await ask()];

      expect([first.error, second.error]).toEqual([undefined, undefined]);
      expect(new Set([before.text, first.text, second.text]).size).toBe(3);
      expect(after.text).toBe(before.text);
      expect(pidOf()).toBe(pid);
    },
    ANSWER_MS,
  );

  it(
    'unloads an adapter after its last answer, and gives no new one through it',
    async () => {
      await engine.setAdapters([one, two]);
      const events = engine.client.stream({ messages: [KOREAN], maxTokens: 8 }, { adapter: two.name });
      await events.next();

      await engine.setAdapters([one]);
      const refused = await ask(two.name);
      const rest = await readAnswer(events);
      while ((await engine.client.models()).some(({ id }) => id === two.name)) await sleep(50);

      expect(refused.error).toMatchObject({ code: 'engine.model-unknown' });
      expect(rest).toMatchObject({ error: undefined, finishReason: expect.any(String) as string });
      expect(engine.status().adapters).toEqual([one.name]);
    },
    ANSWER_MS,
  );

  it(
    'refuses a prompt that is longer than its context, saying so',
    async () => {
      const messages = [{ role: 'user', content: '나루 '.repeat(3000) }] as const;

      const { error } = await readAnswer(engine.client.stream({ messages, maxTokens: 1 }));

      expect(error).toMatchObject({ code: 'engine.context-full' });
    },
    ANSWER_MS,
  );
});
