// serve as a process of its own, killed at random moments while people talk. NARU_KILLS=100 makes it long.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { ConversationRow, FeedbackRow, MessageRow, openDatabase } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';
import { FakeEngine } from '@naru/inference/testing';

import type { MessagePageView, OneReplyView, ReplyView, SentView } from './messages/messages.dto.ts';
import type { Client } from './testing/client.ts';
import { ServeProcess } from './testing/serve-process.ts';

const USUAL_KILLS = 4;
const KILLS = Number(process.env['NARU_KILLS'] ?? USUAL_KILLS);
const TALKERS = 6;
const TOKENS = Array.from({ length: 60 }, (_, index) => `${index} 나루터 `);
const ANSWER = TOKENS.join('');
const CONTINUED = 5;
const MOST_QUESTIONS = 12;
const WORK_MS = 30_000;

/** What serve said that it has. */
interface Acknowledged {
  readonly questions: Map<string, { readonly conversationId: string; readonly content: string }>;
  /** Answers, and whether a reader was told that they are whole. */
  readonly answers: Map<string, { readonly conversationId: string; readonly isWhole: boolean }>;
  readonly feedback: Map<string, string>;
  /** Deleted, or asked to be. */
  readonly deleting: Set<string>;
  readonly deleted: Set<string>;
}

const place = newSqlitePlace();
const running = new Set<ServeProcess>();
let fake: FakeEngine;
beforeAll(async () => (fake = await FakeEngine.start({ tokens: TOKENS, tokenMs: 15 })));
afterAll(async () => {
  await Promise.all([...running].map((each) => each.end('SIGKILL')));
  await fake.close();
});

async function start(): Promise<ServeProcess> {
  const started = await ServeProcess.start(fake.url, { DATABASE_URL: `sqlite:///${place.path}` });
  running.add(started);
  return started;
}

/** Talks as people do, whatever is refused, until the server is gone. */
async function talk({ client, child }: ServeProcess, kept: Acknowledged): Promise<void> {
  while (child.signalCode === null) await exchange(client, kept).catch(() => sleep(20));
}

async function exchange(client: Client, kept: Acknowledged): Promise<void> {
  const { id } = await client.conversation();
  const { userMessage, replies } = await asked(client.ask(id), kept);
  const answered = await read(client, replies[0], kept);
  const key = randomUUID();
  const choice = Math.random();
  if (choice < 0.25) {
    const again = await made<OneReplyView>(client, `/api/messages/${answered}/regenerate`, { idempotencyKey: key });
    kept.answers.set(again.reply.message.id, { conversationId: id, isWhole: false });
    await read(client, again.reply, kept);
  } else if (choice < 0.5) {
    const body = { content: `다시 ${key}`, idempotencyKey: key };
    const edited = client.call<SentView>('POST', `/api/messages/${userMessage.id}/edit`, body);
    await read(client, (await asked(edited, kept)).replies[0], kept);
  } else if (choice < 0.75) {
    const body = { rating: 'up', correction: `더 나은 답 ${key}`, consent: true };
    const { status } = await client.call('PUT', `/api/messages/${answered}/feedback`, body);
    if (status === 200) kept.feedback.set(answered, body.correction);
  } else {
    kept.deleting.add(id);
    const { status } = await client.call('DELETE', `/api/conversations/${id}`);
    if (status === 204) kept.deleted.add(id);
  }
}

async function asked(asking: ReturnType<Client['ask']>, kept: Acknowledged): Promise<SentView> {
  const { body, status } = await asking;
  if (status !== 201) throw new Error(String(status));
  const { id, conversationId, content } = body.userMessage;
  kept.questions.set(id, { conversationId, content });
  for (const { message } of body.replies) kept.answers.set(message.id, { conversationId, isWhole: false });
  return body;
}

async function made<T>(client: Client, path: string, body: object): Promise<T> {
  const answer = await client.call<T>('POST', path, body);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body;
}

/** @returns the id of the answer */
async function read(client: Client, reply: ReplyView | undefined, kept: Acknowledged): Promise<string> {
  const id = reply?.message.id ?? '';
  const { message } = await client.follow(reply?.streamId ?? '');
  if (message?.status === 'complete') kept.answers.set(id, { conversationId: message.conversationId, isWhole: true });
  return id;
}

/** Up to so many questions, and then a moment more: by work and not by the clock, which a busy machine outruns. */
async function someWork(kept: Acknowledged): Promise<void> {
  const wanted = kept.questions.size + Math.floor(Math.random() * MOST_QUESTIONS) + 1;
  const until = Date.now() + WORK_MS;
  while (kept.questions.size < wanted && Date.now() < until) await sleep(5);
  await sleep(Math.random() * 500);
}

/** What has to hold after any kill, once serve runs again and before anybody talks. */
async function check(kept: Acknowledged): Promise<Map<string, number>> {
  const database = await openDatabase(place);
  const { read: db } = database;
  expect(await db.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(await db.query('PRAGMA foreign_key_check')).toEqual([]);
  const rows = new Map((await db.find(MessageRow)).map((row) => [row.id, row]));
  const conversations = new Map((await db.find(ConversationRow)).map((row) => [row.id, row]));
  const feedback = new Map((await db.find(FeedbackRow)).map((row) => [row.messageId, row.correction]));
  const wrong: string[] = [];
  for (const row of rows.values()) {
    const isOrphan = !conversations.has(row.conversationId) || (row.parentId !== null && !rows.has(row.parentId));
    if (isOrphan) wrong.push(`orphan ${row.id}`);
    if (row.role === 'user') continue;
    const isWhole = row.content === ANSWER;
    if (!ANSWER.startsWith(row.content)) wrong.push(`strange text ${row.id}`);
    if (!(row.status === 'complete' ? isWhole : row.status === 'interrupted')) wrong.push(`${row.status} ${row.id}`);
    if (row.parentId === null || row.provenance === null) wrong.push(`untraced ${row.id}`);
  }
  for (const { id, currentMessageId } of conversations.values()) {
    if (currentMessageId !== null && !rows.has(currentMessageId)) wrong.push(`conversation ${id} shows nothing`);
  }
  for (const id of kept.deleted) if (conversations.has(id)) wrong.push(`not deleted ${id}`);
  wrong.push(...lost(kept, rows, feedback));
  await database.close();
  expect(wrong).toEqual([]);
  return counts([...rows.values()].flatMap(({ role, status }) => (role === 'user' ? [] : [status])));
}

function lost(kept: Acknowledged, rows: Map<string, MessageRow>, feedback: Map<string, string | null>): string[] {
  const wrong: string[] = [];
  for (const [id, { conversationId, content }] of kept.questions) {
    const row = rows.get(id);
    const isThere = row === undefined ? kept.deleting.has(conversationId) : row.content === content;
    if (!isThere) wrong.push(`lost question ${id}`);
  }
  for (const [id, { conversationId, isWhole }] of kept.answers) {
    const row = rows.get(id);
    const isThere = row === undefined ? kept.deleting.has(conversationId) : !isWhole || row.status === 'complete';
    if (!isThere) wrong.push(`lost answer ${id}`);
  }
  for (const [id, correction] of kept.feedback) {
    if (rows.has(id) && feedback.get(id) !== correction) wrong.push(`lost feedback ${id}`);
  }
  return wrong;
}

function counts(words: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const word of words) found.set(word, (found.get(word) ?? 0) + 1);
  return found;
}

describe('serve that is killed at any moment', () => {
  it(
    `loses nothing that it acknowledged, ${KILLS} times`,
    async () => {
      const kept: Acknowledged = {
        questions: new Map(),
        answers: new Map(),
        feedback: new Map(),
        deleting: new Set(),
        deleted: new Set(),
      };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const serve = await start();
        await check(kept);
        if (KILLS > USUAL_KILLS) process.stdout.write(`after ${kill} kills: ${kept.questions.size} questions kept\n`);
        const talking = Array.from({ length: TALKERS }, () => talk(serve, kept));
        await someWork(kept);
        await serve.end('SIGKILL');
        await Promise.all(talking);
      }
      const serve = await start();
      const statuses = await check(kept);
      await goOn(serve.client);
      await serve.end('SIGTERM');

      expect(kept.questions.size).toBeGreaterThan(KILLS);
      expect(statuses.get('interrupted')).toBeGreaterThan(0);
      if (KILLS > USUAL_KILLS) tellFigures(kept, statuses);
    },
    60_000 + KILLS * 60_000,
  );
});

/** What was interrupted can be gone on with, as the same message. */
async function goOn(client: Client): Promise<void> {
  const database = await openDatabase(place);
  const rows = await database.read.find(MessageRow, { where: { status: 'interrupted' }, take: CONTINUED });
  await database.close();
  while ((await client.call('GET', '/readyz')).status !== 200) await sleep(50);
  for (const { id, conversationId, content } of rows) {
    const { reply } = await made<OneReplyView>(client, `/api/messages/${id}/continue`, {});
    await client.follow(reply.streamId);
    const { body } = await client.call<MessagePageView>('GET', `/api/conversations/${conversationId}/messages`);
    expect(body.messages.find((message) => message.id === id)).toMatchObject({
      status: 'complete',
      content: content + ANSWER,
    });
  }
}

function tellFigures(kept: Acknowledged, statuses: Map<string, number>): void {
  const figures = {
    kills: KILLS,
    questions: kept.questions.size,
    answers: Object.fromEntries(statuses),
    feedback: kept.feedback.size,
    deleted: kept.deleted.size,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
