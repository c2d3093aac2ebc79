import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { CanaryConversationRow, CanaryRow, MessageRow, newId, ShadowAnswerRow, type Database } from '@naru/db';
import type { FakeEngineRequest } from '@naru/inference/testing';
import { recordEvaluation } from '@naru/registry';
import { aReport } from '@naru/registry/testing';
import { finishedRuns } from '@naru/runs';

import { newDatabase } from '../testing/databases.ts';
import { testRegistry, type TestRegistry } from '../testing/test-registry.ts';
import { testServe, type TestServe, type TestServeOptions } from '../testing/test-serve.ts';
import { until } from '../testing/until.ts';
import type { CanaryView } from './canaries.dto.ts';

const ANSWER = ['예', '. ', '나루', '입니다', '.'];
const LOOP = Array.from({ length: 60 }, () => '가고 또 가고 ');
const ROUTE = '/api/admin/canaries';

let database: Database;
let registry: TestRegistry;
let serve: TestServe;
/** From now on the candidate goes round in circles. */
let isBad = false;

const script = ({ model }: FakeEngineRequest['body']): readonly string[] =>
  isBad && String(model) !== 'fake-base' ? LOOP : ANSWER;

async function begin(options: TestServeOptions = {}): Promise<void> {
  serve = await testServe({
    ...{ database, openRegistry: registry.open, fake: { kind: 'vllm', script } },
    ...{ followEveryMs: 20, canaryEveryMs: 20, ...options },
  });
  registry.runsFolder = serve.runsFolder;
}

beforeEach(async () => {
  isBad = false;
  database = await newDatabase();
  registry = await testRegistry(database);
  await begin();
});
afterEach(async () => {
  await serve.close();
  await registry.close();
  await database.close();
});

/** Begins one with a new adapter, once the engine has that. */
async function canary(body: object): Promise<{ readonly name: string; readonly sha256: string; readonly id: string }> {
  const candidate = registry.run('candidate');
  let view: CanaryView | undefined;
  await until('the canary begins', async () => {
    const asked = { adapterSha256: candidate.sha256, mode: 'share', share: 0.5, ...body };
    const { status, body: made } = await serve.client.call<CanaryView>('POST', ROUTE, asked);
    if (status === 201) view = made;
    return status === 201;
  });
  return { ...candidate, id: view?.id ?? '' };
}

const stand = async (id: string): Promise<CanaryView> =>
  (await serve.client.call<CanaryView>('GET', `${ROUTE}/${id}`)).body;
const audit = async (): Promise<string[]> =>
  (await registry.registry.audit({ limit: 10 })).map(({ action, by }) => `${action} ${by}`);

async function ask(conversationId: string, models?: string[]): Promise<{ model: string; id: string }> {
  const { read } = await serve.client.chat(conversationId, models === undefined ? {} : { models });
  return { model: read[0]?.message?.model ?? '', id: read[0]?.message?.id ?? '' };
}

async function regenerate(messageId: string): Promise<string> {
  const path = `/api/messages/${messageId}/regenerate`;
  const { body } = await serve.client.call<{ reply: { message: { model: string; id: string }; streamId: string } }>(
    'POST',
    path,
    { idempotencyKey: randomUUID() },
  );
  await serve.client.follow(body.reply.streamId);
  return body.reply.message.model;
}

/** What conversations left that were all as they should be. */
async function wentWell(canaryId: string, conversations: number): Promise<void> {
  const rows = Array.from({ length: 2 * conversations }, (_, at) => ({
    ...{
      id: newId(),
      canaryId,
      conversationId: randomUUID(),
      messageId: randomUUID(),
      begunAt: 1000 + at,
      closedAt: 2000,
    },
    ...{ side: at % 2 === 0 ? ('candidate' as const) : ('baseline' as const), ttftMs: 100 },
    ...{ answer: { failed: 0 }, reaction: {} },
  }));
  await database.write(async (manager) => {
    for (let from = 0; from < rows.length; from += 50) {
      await manager.insert(CanaryConversationRow, rows.slice(from, from + 50));
    }
  });
}

describe('a canary of a share', () => {
  it('gives a conversation to one side and keeps it there; who names a model is left alone', async () => {
    const { name, id } = await canary({ windowMinutes: 0 });
    const sides = new Map<string, string>();
    for (let at = 0; at < 12; at += 1) {
      const conversation = await serve.client.conversation();
      const first = await ask(conversation.id);
      sides.set(conversation.id, first.model);
      expect(await ask(conversation.id)).toMatchObject({ model: first.model });
      expect(await regenerate(first.id)).toBe(first.model);
    }
    const { id: other } = await serve.client.conversation();
    await ask(other, ['fake-base']);
    await until('all are counted', async () => {
      const { measures } = await stand(id);
      const [failed] = measures;
      return (failed?.candidate.conversations ?? 0) + (failed?.baseline.conversations ?? 0) === 12;
    });
    const rows = await database.read.findBy(CanaryConversationRow, { canaryId: id });

    expect(new Set(sides.values())).toEqual(new Set(['fake-base', name]));
    expect(rows.map(({ conversationId }) => conversationId).sort()).toEqual([...sides.keys()].sort());
    for (const { conversationId, side } of rows) {
      expect(side === 'candidate').toBe(sides.get(conversationId) === name);
    }
    expect((await stand(id)).measures.find(({ measure }) => measure === 'first-token')?.difference).not.toBeNull();
    expect(await audit()).toEqual([`canary-start ${userInfo().username}`]);
    expect(
      await serve.client.call('POST', ROUTE, { adapterSha256: 'ab'.repeat(32), mode: 'share', share: 0.5 }),
    ).toMatchObject({ status: 400 });
  });

  it('begins as soon as that is recorded; MLflow is told when it answers', async () => {
    registry.mlflow.misbehave({ kind: 'status', status: 500 }, { on: 'registered-models/alias', times: 3 });
    const { name, id } = await canary({ windowMinutes: 0 });

    expect((await stand(id)).state).toBe('running');
    await until('MLflow knows the candidate', async () => (await registry.registry.aliases()).candidate?.name === name);
    expect(await audit()).toEqual([`canary-start ${userInfo().username}`]);
  });

  it('takes a candidate back by itself that goes round in circles, and no message begins on it after that', async () => {
    const { name, id } = await canary({ measures: ['never-ending', 'failed'], minimum: 5, windowMinutes: 0 });
    isBad = true;
    const begun: number[] = [];
    for (let at = 0; at < 400 && (await stand(id)).state === 'running'; at += 1) {
      await ask((await serve.client.conversation()).id);
    }
    const ended = await stand(id);
    for (let at = 0; at < 10; at += 1) {
      expect(await ask((await serve.client.conversation()).id)).toMatchObject({ model: 'fake-base' });
    }
    for (const { model, createdAt } of await database.read.findBy(MessageRow, { role: 'assistant' })) {
      if (model === name) begun.push(createdAt);
    }

    expect(ended).toMatchObject({ state: 'rolled-back', because: expect.stringContaining('do not end') as string });
    // By the clock of the database's rows: from the decision to the last new message on the candidate.
    expect(Math.max(...begun) - Date.parse(ended.endedAt ?? '')).toBeLessThan(5000);
    await until('its end is in the audit', async () => (await audit())[0] === 'canary-end canary');
    expect(await audit()).toEqual(['canary-end canary', `canary-start ${userInfo().username}`]);
    expect((await registry.registry.decided()).production).toBeNull();
  });

  it('promotes by itself what won, with all that a promotion demands, and only then', async () => {
    const { sha256, name, id } = await canary({
      measures: ['failed'],
      onWin: 'promote',
      evalId: '20261123T010000-aaaaaa',
    });
    await wentWell(id, 300);
    await until('it wins', async () => (await stand(id)).verdict === 'won');
    await until('it waits', async () => (await stand(id)).waitsFor !== null);
    expect(await stand(id)).toMatchObject({ state: 'running', waitsFor: expect.stringMatching(/report/i) as string });

    await serve.close();
    const run = (await finishedRuns(registry.runsFolder)).find((each) => each.sha256 === sha256);
    if (run === undefined) throw new Error('The run is gone.');
    const report = aReport(run, {
      id: '20261123T010000-aaaaaa',
      createdAt: new Date().toISOString(),
      engine: { kind: 'vllm', version: null, baseFormat: 'safetensors' },
    });
    const results = join(registry.runsFolder, 'results', '20261123T010000-aaaaaa');
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, 'report.json'), report.json);
    await recordEvaluation(database, report);
    const { runsFolder } = registry;
    await begin({ resultsFolder: join(runsFolder, 'results') });
    registry.runsFolder = runsFolder;
    await until('it is promoted', async () => (await stand(id)).state === 'promoted');

    expect((await registry.registry.decided()).production).toMatchObject({ name, adapterSha256: sha256 });
    await until('its end is in the audit', async () => (await audit())[0] === 'canary-end canary');
    expect(await audit()).toEqual(['canary-end canary', 'promote canary', `canary-start ${userInfo().username}`]);
  });

  it('ends when its time is over, when somebody stops it, and goes on after a restart until then', async () => {
    const { id } = await canary({ maxHours: 1 });
    await ask((await serve.client.conversation()).id);
    await serve.close();
    await begin();
    await until('it is known', async () =>
      (await stand(id)).measures.some(
        ({ baseline, candidate }) => baseline.conversations + candidate.conversations === 1,
      ),
    );
    await database.write((manager) => manager.update(CanaryRow, { id }, { endsAt: Date.now() }));
    await until('it is over', async () => (await stand(id)).state === 'timed-out');
    const next = await canary({});
    const stopped = await serve.client.call<CanaryView>('POST', `${ROUTE}/${next.id}/stop`);
    const again = await serve.client.call('POST', `${ROUTE}/${next.id}/stop`);

    expect([stopped.status, stopped.body.state, again.status]).toEqual([200, 'stopped', 409]);
    await until('both ends are in the audit', async () => {
      return (await audit()).filter((entry) => entry.startsWith('canary-end')).length === 2;
    });
  });
});

describe('a canary over two processes', () => {
  it('is taken back at both within 5 s', async () => {
    const { name, id } = await canary({ share: 0.99 });
    const other = await testServe({ database, openRegistry: registry.open, fake: { kind: 'vllm', script } });
    const askOther = async (): Promise<string> => {
      const { read } = await other.client.chat((await other.client.conversation()).id);
      return read[0]?.message?.model ?? '';
    };
    await until('the other has it too', async () => (await askOther()) === name);
    const { body } = await serve.client.call<CanaryView>('POST', `${ROUTE}/${id}/stop`);
    let others = 0; // one by chance is of the baseline's hundredth
    await until('the other has heard', async () => (others = (await askOther()) === name ? 0 : others + 1) === 10);
    await other.close();
    const onIt = await database.read.findBy(MessageRow, { model: name });
    const lastMs = Math.max(...onIt.map(({ createdAt }) => createdAt)) - Date.parse(body.endedAt ?? '');

    expect(lastMs).toBeLessThan(5000);
  });
});

describe('a shadow', () => {
  it('answers unseen, after the person has their answer, and goes with it', async () => {
    const { name, id } = await canary({ mode: 'shadow', share: 0.99 });
    const conversation = await serve.client.conversation();
    const seen = await ask(conversation.id);
    await until('it answers', async () => (await database.read.countBy(ShadowAnswerRow, { canaryId: id })) === 1);
    const [shadow] = await database.read.findBy(ShadowAnswerRow, { canaryId: id });
    const exported = await serve.client.call('GET', `/api/conversations/${conversation.id}/export?format=json`);
    await until('both are counted', async () =>
      (await stand(id)).measures.every(
        ({ candidate, baseline }) => candidate.conversations === 1 && baseline.conversations === 1,
      ),
    );

    expect(seen.model).toBe('fake-base');
    expect(shadow).toMatchObject({ model: name, messageId: seen.id, content: ANSWER.join(''), errorCode: null });
    expect(JSON.stringify(exported.body)).not.toContain(name);
    await serve.client.call('DELETE', `/api/conversations/${conversation.id}`);
    expect(await database.read.count(ShadowAnswerRow)).toBe(0);
  });
});
