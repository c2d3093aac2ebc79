import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { isGroupAlive } from '@naru/files';
import { chatClientContract, readAnswer, type ReadAnswer } from '@naru/inference/testing';

import { createEngine, EngineSettings, type EngineSupervisor, type ServedAdapter } from './index.ts';
import { freePort } from './process/ports.ts';
import { writeRandomAdapters } from './testing/random-adapters.ts';

const root = workspaceRoot();
// A path with a space and Korean, as people have them.
const folder = mkdtempSync(join(tmpdir(), '나루 engine '));
const START_MS = 120_000;
const KOREAN = { role: 'user', content: '안녕하세요? 한국어로 대답해 주세요.' } as const;
const TEMPLATE = '872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788'; // of SmolLM2's instruct models

let engine: EngineSupervisor;

const adapter = (name: string, place: string): ServedAdapter => ({
  name,
  path: join(folder, place, 'adapter.gguf'),
  chatTemplateSha256: TEMPLATE,
});
const [one, two] = [adapter('one@0000aa', 'one'), adapter('two@0000bb', 'two')];

function ask(chosen?: string): Promise<ReadAnswer> {
  return readAnswer(engine.client.stream({ messages: [KOREAN], maxTokens: 12, temperature: 0 }, { adapter: chosen }));
}

const begin = (text: string): string => text.slice(0, 12);

async function isBusy(): Promise<boolean> {
  const slots = (await (await fetch(`${engine.status().url ?? ''}/slots`)).json()) as { is_processing: boolean }[];
  return slots.some((slot) => slot.is_processing);
}

async function untilIdle(): Promise<number> {
  const from = performance.now();
  while (await isBusy()) await sleep(2);
  return performance.now() - from;
}

/** The engine's process, by the record that a next supervisor would find it by. */
function pidOf(): number {
  return Number(
    execFileSync('/bin/sh', ['-c', 'cat "$1"/processes/*.pid', 'sh', join(folder, 'state')], { encoding: 'utf8' }),
  );
}

beforeAll(async () => {
  writeRandomAdapters(root, [join(folder, 'one'), join(folder, 'two')]);
  const settings = Object.assign(new EngineSettings(), { maxModelLen: 2048, port: await freePort() });
  engine = await createEngine(settings, {
    stateDir: join(folder, 'state'),
    logDir: folder,
    slots: 2,
    times: { canaryMs: 60_000 },
  });
  await engine.setAdapters([one]);
  await engine.start();
}, START_MS);

afterAll(async () => {
  const pid = pidOf();
  await engine.stop();
  expect(isGroupAlive(pid)).toBe(false);
}, START_MS);

chatClientContract('the real llama.cpp', () => ({ client: engine.client, adapter: one.name, untilIdle }), {
  timeoutMs: START_MS,
});

describe('the real llama.cpp', () => {
  it(
    'gives Hangul whole',
    async () => {
      const messages = [{ role: 'user', content: 'Repeat: 안녕하세요 안녕하세요 안녕하세요 안녕하세요' }] as const;

      const { text, error } = await readAnswer(engine.client.stream({ messages, maxTokens: 40, temperature: 0 }));

      expect(error).toBeUndefined();
      expect(text).toMatch(/[가-힣]/);
      expect(text).not.toContain('\uFFFD');
    },
    START_MS,
  );

  it(
    'switches from request to request, and the base model stays what it was',
    async () => {
      const before = await ask();
      const through = await ask(one.name);
      const after = await ask();

      expect(through.error).toBeUndefined();
      expect(through.text).not.toBe(before.text);
      expect(after.text).toBe(before.text);
    },
    START_MS,
  );

  it(
    'answers base model and adapter side by side',
    async () => {
      const [alone, chosen] = [await ask(), await ask(one.name)];

      const [base, other] = await Promise.all([ask(), ask(one.name)]);

      // In a batch of two the sums are added in another order: late words may differ, the first do not.
      expect([base.text, other.text].map(begin)).toEqual([alone.text, chosen.text].map(begin));
      expect(begin(base.text)).not.toBe(begin(other.text));
    },
    START_MS,
  );

  it(
    'has the chat template that training records, and refuses an adapter of another',
    async () => {
      expect(engine.base.chatTemplateSha256).toBe(TEMPLATE);
      await expect(
        engine.setAdapters([{ ...one, name: 'other@0000cc', chatTemplateSha256: 'f'.repeat(64) }]),
      ).rejects.toMatchObject({ code: 'engine.template-mismatch' });
    },
    START_MS,
  );

  it(
    'gets another adapter while an answer goes on to its end',
    async () => {
      const alone = await ask();
      const events = engine.client.stream({ messages: [KOREAN], maxTokens: 150, temperature: 0 });
      const first = await events.next();

      await engine.setAdapters([one, two]);
      const rest = await readAnswer(events);

      const begun = first.value?.type === 'delta' ? first.value.text : '';
      expect(rest).toMatchObject({
        error: undefined,
        finishReason: expect.stringMatching(/^(stop|length)$/) as string,
      });
      expect(begin(begun + rest.text)).toBe(begin(alone.text));
      const [through, other] = [await ask(one.name), await ask(two.name)];
      expect(other.error).toBeUndefined();
      expect(other.text).not.toBe(through.text);
    },
    START_MS,
  );

  it(
    'that is killed comes back with its adapters',
    async () => {
      await engine.setAdapters([one, two]);
      await untilAlone();
      const before = await ask(two.name);

      process.kill(pidOf(), 'SIGKILL');
      while (engine.status().restarts === 0) await sleep(20);
      const after = await ask(two.name);

      expect(after.error).toBeUndefined();
      expect(begin(after.text)).toBe(begin(before.text));
      expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1, adapters: [one.name, two.name] });
    },
    START_MS,
  );

  it('tells which version of it answers', () => {
    expect(engine.status().engine).toEqual({
      name: 'llamacpp',
      version: expect.stringMatching(/^xllamacpp \d/) as string,
    });
  });

  it(
    'refuses a prompt that is longer than its context, saying so',
    async () => {
      const messages = [{ role: 'user', content: '나루 '.repeat(2000) }] as const;

      const { error } = await readAnswer(engine.client.stream({ messages, maxTokens: 1 }));

      expect(error).toMatchObject({ code: 'engine.context-full' });
    },
    START_MS,
  );
});

/** Waits until the process that was replaced has ended: one record is left. */
async function untilAlone(): Promise<void> {
  while (!Number.isSafeInteger(pidOf())) await sleep(50);
}
