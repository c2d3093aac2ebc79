import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openDatabase } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';
import { FakeEngine } from '@naru/inference/testing';

import type { MessagePageView } from './messages/messages.dto.ts';
import { Client } from './testing/client.ts';

const KILLS = 4;
const TALKERS = 6;
const MAIN = join(import.meta.dirname, '../dist/main.js');
const ANSWER = Array.from({ length: 60 }, (_, index) => `${index} 나루터 `);

interface Acknowledged {
  readonly conversationId: string;
  readonly questionId: string;
  readonly answerId: string;
  /** How much of the answer a reader had seen. */
  seen: string;
}

const place = newSqlitePlace();
const children = new Set<ChildProcess>();
let fake: FakeEngine;
beforeAll(async () => (fake = await FakeEngine.start({ tokens: ANSWER, tokenMs: 15 })));
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await fake.close();
});

async function start(): Promise<{ readonly child: ChildProcess; readonly client: Client }> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    ENGINE: 'external',
    VLLM_ENDPOINT: fake.url,
    DATABASE_URL: `sqlite:///${place.path}`,
    SERVE_PORT: '0',
    ENABLE_AUTH: 'false',
    LOG_DIR: join(place.path, '../logs'),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /serves at (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, client: new Client(url) };
  }
  throw new Error('serve ended before it listened');
}

/** Asks and reads until the server is gone. */
async function talk(client: Client, kept: Acknowledged[]): Promise<void> {
  for (;;) {
    const { id } = await client.conversation();
    const { body, status } = await client.ask(id);
    if (status !== 201) throw new Error(String(status));
    const [reply] = body.replies;
    const acknowledged = {
      conversationId: id,
      questionId: body.userMessage.id,
      answerId: reply?.message.id ?? '',
      seen: '',
    };
    kept.push(acknowledged);
    acknowledged.seen = (await client.follow(reply?.streamId ?? '')).text;
  }
}

describe('serve that is killed at any moment', () => {
  it('loses no message that it acknowledged, and leaves none that seems to be written still', async () => {
    const kept: Acknowledged[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, client } = await start();
      const talking = Array.from({ length: TALKERS }, () => talk(client, kept).catch(() => undefined));
      await sleep(150 + Math.random() * 1200);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await Promise.all(talking);
    }

    const { child, client } = await start();
    const states = new Map<string, number>();
    for (const { conversationId, questionId, answerId, seen } of kept) {
      const { body } = await client.call<MessagePageView>('GET', `/api/conversations/${conversationId}/messages`);
      const [question, answer] = body.messages;
      expect([question?.id, answer?.id]).toEqual([questionId, answerId]);
      expect(answer?.status).toMatch(/^(complete|interrupted)$/);
      expect(ANSWER.join('').startsWith(answer?.content ?? '-')).toBe(true);
      if (answer?.status === 'complete') expect(answer.content).toBe(ANSWER.join(''));
      if (seen === ANSWER.join('')) expect(answer?.status).toBe('complete');
      states.set(answer?.status ?? '', (states.get(answer?.status ?? '') ?? 0) + 1);
    }
    child.kill('SIGTERM');
    await once(child, 'exit');

    expect(kept.length).toBeGreaterThan(KILLS);
    expect(states.get('interrupted')).toBeGreaterThan(0);
    const database = await openDatabase(place);
    const check: unknown = await database.read.query('PRAGMA integrity_check');
    await database.close();
    expect(check).toEqual([{ integrity_check: 'ok' }]);
  }, 90_000);
});
