// Every fault of the scripted engine, before, amid and after an answer, as programs and people see it.
import { randomUUID } from 'node:crypto';

import type { Fault } from '@naru/inference/testing';

import type { MessagePageView, OneReplyView } from './messages/messages.dto.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';

const TOKENS = ['나루', '는 ', '작은 ', '배가 ', '닿는 ', '곳', '입니다', '. 🛶'];
const ANSWER = TOKENS.join('');
const SOON_MS = 100;
/** Long enough for the tokens before a silence, whatever else the machine does. */
const SILENCE_MS = 800;
/** Far above these limits, far below the usual ones. */
const WITHIN_MS = 15_000;
const ASKED = { messages: [{ role: 'user', content: '나루가 뭐예요?' }] };

interface Case {
  readonly fault: Fault;
  readonly code: string;
  /** What the same is where the answer comes as one document, when that differs. */
  readonly whole?: { readonly status: number; readonly code: string } | 'complete';
}

const STATUS: Readonly<Record<string, number>> = {
  'engine.timeout': 504,
  'engine.failed': 502,
  'engine.unreachable': 503,
  'engine.overloaded': 503,
  'engine.bad-request': 400,
  'engine.context-full': 400,
  'engine.model-unknown': 404,
};

const UNREACHABLE = { status: 503, code: 'engine.unreachable' };

const BEFORE: readonly Case[] = [
  { fault: { kind: 'slow-headers', ms: 60_000 }, code: 'engine.timeout' },
  { fault: { kind: 'stall', afterTokens: 0 }, code: 'engine.timeout', whole: UNREACHABLE },
  { fault: { kind: 'stall-mid-token', afterTokens: 0 }, code: 'engine.timeout', whole: UNREACHABLE },
  { fault: { kind: 'comments', ms: 60_000 }, code: 'engine.timeout', whole: 'complete' },
  { fault: { kind: 'reset', afterTokens: 0 }, code: 'engine.failed', whole: UNREACHABLE },
  { fault: { kind: 'cut', afterTokens: 0 }, code: 'engine.failed', whole: UNREACHABLE },
  { fault: { kind: 'garbage', afterTokens: 0 }, code: 'engine.failed', whole: UNREACHABLE },
  { fault: { kind: 'error-frame', afterTokens: 0 }, code: 'engine.failed', whole: UNREACHABLE },
  { fault: { kind: 'error-frame', afterTokens: 0, status: 503 }, code: 'engine.overloaded', whole: UNREACHABLE },
  { fault: { kind: 'hang-up' }, code: 'engine.unreachable' },
  { fault: { kind: 'answer', status: 429, retryAfter: '7' }, code: 'engine.overloaded' },
  { fault: { kind: 'answer', status: 500 }, code: 'engine.failed' },
  { fault: { kind: 'answer', status: 503 }, code: 'engine.overloaded' },
  { fault: { kind: 'answer', status: 401 }, code: 'engine.failed' },
  { fault: { kind: 'answer', status: 302 }, code: 'engine.failed' },
  { fault: { kind: 'answer', status: 400 }, code: 'engine.bad-request' },
  { fault: { kind: 'answer', status: 404 }, code: 'engine.model-unknown' },
  {
    fault: { kind: 'answer', status: 400, type: 'exceed_context_size_error' },
    code: 'engine.context-full',
  },
];

/** After how many tokens: amid the answer, and where only its end is missing. */
const DURING: readonly Case[] = [3, TOKENS.length].flatMap((afterTokens): Case[] => [
  { fault: { kind: 'stall', afterTokens }, code: 'engine.timeout' },
  { fault: { kind: 'stall-mid-token', afterTokens }, code: 'engine.timeout' },
  { fault: { kind: 'reset', afterTokens }, code: 'engine.failed' },
  { fault: { kind: 'cut', afterTokens }, code: 'engine.failed' },
  { fault: { kind: 'garbage', afterTokens }, code: 'engine.failed' },
  { fault: { kind: 'error-frame', afterTokens }, code: 'engine.failed' },
]);

/** The finish reason came: the answer is whole, whatever follows. */
const AFTER: readonly Fault[] = [
  { kind: 'stall', afterTokens: TOKENS.length + 1 },
  { kind: 'reset', afterTokens: TOKENS.length + 1 },
  { kind: 'cut', afterTokens: TOKENS.length + 1 },
  { kind: 'no-done' },
  { kind: 'no-usage' },
  { kind: 'split', bytes: 1 },
  { kind: 'split', bytes: 2 },
  { kind: 'split', bytes: 5 },
];

const USUAL = { headersMs: 60_000, firstTokenMs: 60_000, betweenTokensMs: 30_000, wholeMs: 120_000 };
/** The limits in force: only what is to be passed is short. */
const limits = { ...USUAL };
let serve: TestServe;
beforeAll(async () => {
  serve = await testServe({ timeouts: limits, fake: { tokens: TOKENS } });
});
afterAll(() => serve.close());
afterEach(behave);

function behave(): void {
  serve.fake.behave();
  Object.assign(limits, USUAL);
}

function misbehave(fault: Fault): void {
  serve.fake.misbehave(fault);
  if (fault.kind === 'slow-headers') Object.assign(limits, { headersMs: SOON_MS, wholeMs: SOON_MS });
  if (fault.kind === 'comments') limits.firstTokenMs = SOON_MS;
  if (fault.kind !== 'stall' && fault.kind !== 'stall-mid-token') return;
  if (fault.afterTokens === 0) limits.firstTokenMs = SOON_MS;
  else limits.betweenTokensMs = SILENCE_MS;
}

interface Completion {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly code: string | undefined;
  readonly isDone: boolean;
}

interface Chunk {
  readonly error?: { readonly code: string };
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}

async function completion(stream: boolean): Promise<Completion> {
  const answer = await fetch(`${serve.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...ASKED, stream }),
  });
  const bytes = await answer.text();
  const { status } = answer;
  const retryAfter = answer.headers.get('retry-after');
  if (!stream || status !== 200) {
    const { error, choices } = JSON.parse(bytes) as {
      error?: { code: string };
      choices?: { message: { content: string } }[];
    };
    return { status, retryAfter, text: choices?.[0]?.message.content ?? '', code: error?.code, isDone: true };
  }
  const events = bytes.split('\n\n').filter((event) => event !== '');
  const chunks = events
    .filter((event) => event !== 'data: [DONE]')
    .map((event) => JSON.parse(event.slice('data: '.length)) as Chunk);
  const text = chunks.map(({ choices }) => choices?.[0]?.delta?.content ?? '').join('');
  const code = chunks.at(-1)?.error?.code;
  return { status, retryAfter, text, code, isDone: events.at(-1) === 'data: [DONE]' };
}

async function within<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  expect(performance.now() - begun).toBeLessThan(WITHIN_MS);
  return result;
}

describe('/v1, with a fault before the first token', () => {
  it.each(BEFORE)('$fault.kind $fault.status is a status, and its code', async ({ fault, code }) => {
    misbehave(fault);

    const streamed = await within(() => completion(true));

    expect(streamed).toMatchObject({ status: STATUS[code], code, text: '' });
    if ('retryAfter' in fault) expect(streamed.retryAfter).toBe('7');
  });

  it.each(BEFORE)('$fault.kind $fault.status, of an answer that is not streamed', async ({ fault, code, whole }) => {
    misbehave(fault);

    const found = await within(() => completion(false));

    if (whole === 'complete') expect(found).toMatchObject({ status: 200, text: ANSWER });
    else expect(found).toMatchObject({ status: STATUS[code], code, ...whole });
  });
});

describe('/v1, with a fault amid the answer', () => {
  it.each(DURING)('$fault.kind after $fault.afterTokens tokens is its last event', async ({ fault, code }) => {
    misbehave(fault);

    const found = await within(() => completion(true));

    const given = 'afterTokens' in fault ? TOKENS.slice(0, fault.afterTokens).join('') : '';
    expect(found).toEqual({ status: 200, retryAfter: null, text: given, code, isDone: false });
  });

  it('an answer that never gets a reason to end is no whole one', async () => {
    serve.fake.misbehave({ kind: 'no-finish' });

    expect(await within(() => completion(true))).toMatchObject({ status: 200, code: 'engine.failed', isDone: false });
    expect(await within(() => completion(false))).toMatchObject({ status: 502, code: 'engine.failed' });
  });
});

describe('/v1, with a fault after the answer', () => {
  it.each(AFTER)('$kind $bytes $afterTokens changes nothing', async (fault) => {
    misbehave(fault);

    const found = await within(() => completion(true));

    expect(found).toEqual({ status: 200, retryAfter: null, text: ANSWER, code: undefined, isDone: true });
  });
});

async function conversed(fault: Fault) {
  const { client } = serve;
  const { id } = await client.conversation();
  misbehave(fault);
  const { sent, read } = await within(() => client.chat(id));
  const { body: page } = await client.call<MessagePageView>('GET', `/api/conversations/${id}/messages`);
  const [reply] = sent.replies;
  return { read: read[0], page: page.messages, answerId: reply?.message.id ?? '', streamId: reply?.streamId ?? '' };
}

async function anotherAnswer(messageId: string) {
  const { client } = serve;
  behave();
  const body = { idempotencyKey: randomUUID() };
  const made = await client.call<OneReplyView>('POST', `/api/messages/${messageId}/regenerate`, body);
  return client.follow(made.body.reply.streamId);
}

describe('a conversation, with a fault', () => {
  const failing = [...BEFORE, ...DURING, { fault: { kind: 'no-finish' } as Fault, code: 'engine.failed' }];

  it.each(failing)(
    '$fault.kind $fault.status $fault.afterTokens is told, kept as it was seen, and gone on from',
    async ({ fault, code }) => {
      const { read, page, answerId, streamId } = await conversed(fault);
      const again = await serve.client.follow(streamId);
      const next = await anotherAnswer(answerId);

      const status = read?.text === '' ? 'failed' : 'interrupted';
      expect(read?.events.at(-1)?.event).toBe(status === 'failed' ? 'failed' : 'done');
      expect(read?.message).toMatchObject({ status, content: read?.text, error: { code } });
      expect(ANSWER.startsWith(read?.text ?? '-')).toBe(true);
      expect(page).toMatchObject([
        { role: 'user', status: 'complete' },
        { id: answerId, status, content: read?.text, error: { code } },
      ]);
      expect(again).toMatchObject({ text: read?.text, message: { status, error: { code } } });
      expect(next).toMatchObject({ text: ANSWER, message: { status: 'complete' } });
    },
  );

  it.each(AFTER)('$kind $bytes $afterTokens after the answer is complete', async (fault) => {
    const { read, page } = await conversed(fault);

    expect(read).toMatchObject({ text: ANSWER, message: { status: 'complete', finishReason: 'stop' } });
    expect(page[1]).toMatchObject({ status: 'complete', content: ANSWER, error: null });
  });

  it('of an engine that is not there is told, and answers come when it is', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation();
    await fake.refuse();

    const { sent, read } = await within(() => client.chat(id));
    const { status, body } = await client.call('POST', '/v1/chat/completions', ASKED);
    await fake.listen();
    const next = await anotherAnswer(sent.replies[0]?.message.id ?? '');

    expect(read[0]?.message).toMatchObject({ status: 'failed', error: { code: 'engine.unreachable' } });
    expect({ status, body }).toMatchObject({ status: 503, body: { error: { code: 'engine.unreachable' } } });
    expect(next.message?.status).toBe('complete');
  });
});
