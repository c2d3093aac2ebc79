import { randomUUID } from 'node:crypto';

import { MessageRow } from '@naru/db';

import type { ModelsView } from './models/models.controller.ts';
import { testServe, type TestServe } from './testing/test-serve.ts';
import { until } from './testing/until.ts';

const ANSWER = '나루는 작은 배가 닿는 곳입니다. 🛶';

describe('a conversation', () => {
  let serve: TestServe;
  beforeAll(async () => (serve = await testServe()));
  afterAll(() => serve.close());
  afterEach(() => {
    serve.fake.behave();
    serve.fake.tokenMs = 0;
  });

  it('has a question that is kept before its answer, and an answer that is streamed and kept', async () => {
    const { client } = serve;
    const { id } = await client.conversation();

    const { sent, read } = await client.chat(id);

    expect(sent.userMessage).toMatchObject({ role: 'user', status: 'complete', content: '나루가 뭐예요?' });
    expect(sent.replies[0]?.message).toMatchObject({ role: 'assistant', status: 'streaming', content: '' });
    expect(read[0]?.text).toBe(ANSWER);
    expect(read[0]?.message).toMatchObject({
      status: 'complete',
      content: ANSWER,
      finishReason: 'stop',
      usage: { estimated: false, completionTokens: 8 },
    });
    const { body } = await client.call('GET', `/api/conversations/${id}/messages`);
    expect(body).toMatchObject({
      hasMore: false,
      messages: [{ role: 'user' }, { content: ANSWER, status: 'complete' }],
    });
  });

  it('gives the same answer to the same request sent again', async () => {
    const { client } = serve;
    const { id } = await client.conversation();
    const idempotencyKey = randomUUID();

    const both = await Promise.all([client.ask(id, { idempotencyKey }), client.ask(id, { idempotencyKey })]);
    const later = await client.ask(id, { idempotencyKey });
    const other = await client.ask(id, { idempotencyKey, content: 'something else' });

    const ids = [...both, later].map(({ body }) => [body.userMessage.id, body.replies[0]?.message.id].join());
    expect(new Set(ids).size).toBe(1);
    expect(other.status).toBe(409);
  });

  it('gives each delta once to a reader who comes back, wherever they left', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation();
    fake.tokenMs = 25;

    const { body } = await client.ask(id);
    const streamId = body.replies[0]?.streamId ?? '';
    const first = await client.follow(streamId, { events: 2 });
    const rest = await client.follow(streamId, { after: first.lastId });
    const again = await client.follow(streamId, { after: first.lastId });

    expect(first.text.length).toBeGreaterThan(0);
    expect(first.text + rest.text).toBe(ANSWER);
    expect(again.text).toBe(rest.text);
  });

  it.each([1, 2, 4])('has every syllable whole when the bytes come %d at a time', async (bytes) => {
    const { client, fake } = serve;
    fake.misbehave({ kind: 'split', bytes });
    const { id } = await client.conversation();

    const { read } = await client.chat(id);

    expect(read[0]?.text).toBe(ANSWER);
    expect(read[0]?.message?.content).toBe(ANSWER);
  });

  it('is exported whole, as JSON with every branch or as Markdown', async () => {
    const { client } = serve;
    const { id } = await client.conversation({ title: '나루', systemPrompt: '짧게' });
    const { sent } = await client.chat(id);
    const answer = sent.replies[0]?.message.id ?? '';
    await client.call('PUT', `/api/messages/${answer}/feedback`, { rating: 'down', correction: '포구', consent: true });

    const json = await client.call('GET', `/api/conversations/${id}/export?format=json`);
    const markdown = await client.call('GET', `/api/conversations/${id}/export?format=markdown`);

    expect(json.body).toMatchObject({
      conversation: { title: '나루' },
      messages: [
        { role: 'user' },
        { feedback: { rating: 'down', correction: '포구', consent: true }, provenance: { base: {} } },
      ],
    });
    expect(json.headers.get('content-disposition')).toBe(
      `attachment; filename="${id}.json"; filename*=UTF-8''%EB%82%98%EB%A3%A8.json`,
    );
    expect(markdown.body).toBe(`# 나루\n\n> 짧게\n\n## User\n\n나루가 뭐예요?\n\n## Assistant\n\n${ANSWER}\n`);
  });

  it('stops on request, and goes on later as the same message', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation();
    fake.misbehave({ kind: 'stall', afterTokens: 1 });

    const { body } = await client.ask(id);
    const [reply] = body.replies;
    await client.follow(reply?.streamId ?? '', { events: 1 });
    const stopped = await client.call<{ content: string }>('POST', `/api/messages/${reply?.message.id}/stop`);
    fake.behave();
    fake.tokens = ['그리고 ', '더'];
    const goneOn = await client.call<{ reply: { streamId: string; message: { content: string } } }>(
      'POST',
      `/api/messages/${reply?.message.id}/continue`,
      {},
    );
    const read = await client.follow(goneOn.body.reply.streamId);
    const later = await client.follow(goneOn.body.reply.streamId);
    fake.tokens = ['나루', '는 ', '작은 ', '배가 ', '닿는 ', '곳', '입니다', '. 🛶'];

    expect(stopped.body).toMatchObject({ status: 'stopped', usage: { estimated: true } });
    expect(ANSWER.startsWith(stopped.body.content)).toBe(true);
    expect(read.text).toBe('그리고 더');
    expect(later.text).toBe('그리고 더');
    expect(read.message).toMatchObject({ id: reply?.message.id, content: `${stopped.body.content}그리고 더` });
    expect(fake.completions.at(-1)?.body['messages']).toContainEqual({
      role: 'assistant',
      content: stopped.body.content,
    });
  });

  it('branches where a question is edited or an answer is made again', async () => {
    const { client } = serve;
    const { id } = await client.conversation();
    const { sent } = await client.chat(id);
    const answerId = sent.replies[0]?.message.id ?? '';

    const edited = await client.call<typeof sent>('POST', `/api/messages/${sent.userMessage.id}/edit`, {
      content: 'What is a naru?',
      idempotencyKey: randomUUID(),
    });
    const again = await client.call<{ reply: { streamId: string; message: object } }>(
      'POST',
      `/api/messages/${answerId}/regenerate`,
      { idempotencyKey: randomUUID() },
    );
    await client.follow(again.body.reply.streamId);
    await client.follow(edited.body.replies[0]?.streamId ?? '');

    expect(edited.body.userMessage).toMatchObject({ parentId: null, content: 'What is a naru?' });
    expect(again.body.reply.message).toMatchObject({ parentId: sent.userMessage.id });
    const { body } = await client.call<{ messages: object[] }>('GET', `/api/conversations/${id}/messages`);
    expect(body.messages).toHaveLength(5);
  });

  it('leaves out its oldest turns when it grows too long, and says so', async () => {
    const small = await testServe({ fake: { contextTokens: 400 } });
    const { client } = small;
    await until('the length of its context is known', async () => {
      const { body } = await client.call<ModelsView>('GET', '/api/models');
      return body.models[0]?.contextTokens === 400;
    });
    const { id } = await client.conversation({ systemPrompt: '짧게 답하세요.' });
    let parentId: string | null = null;
    let last;
    for (let turn = 0; turn < 4; turn += 1) {
      const { sent, read } = await client.chat(id, { parentId, content: `${turn} ${'물'.repeat(70)}` });
      parentId = sent.replies[0]?.message.id ?? null;
      last = read[0];
    }
    const asked = small.fake.completions.findLast(({ body }) => JSON.stringify(body).includes('3 물'));

    expect(last?.events[0]).toMatchObject({ event: 'notice', data: { kind: 'trimmed' } });
    expect(last?.message?.trimmedTurns).toBeGreaterThan(0);
    const messages = asked?.body['messages'] as { role: string }[];
    expect(messages[0]).toMatchObject({ role: 'system', content: '짧게 답하세요.' });
    expect(messages.at(-1)).toMatchObject({ role: 'user' });
    await small.close();
  });

  it('gets a title of its first answer', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation();

    await client.chat(id);
    fake.tokens = ['나루', ' 이야기'];
    let title: string | null = null;
    await until('the title', async () => {
      title = (await client.call<{ title: string | null }>('GET', `/api/conversations/${id}`)).body.title;
      return title !== null;
    });
    fake.tokens = ['나루', '는 ', '작은 ', '배가 ', '닿는 ', '곳', '입니다', '. 🛶'];

    expect(title).not.toBeNull();
  });

  it('is named after its question where the first answer failed', async () => {
    const { client, fake } = serve;
    const { id } = await client.conversation();
    fake.misbehave({ kind: 'answer', status: 400 });

    await client.chat(id);
    fake.behave();
    await until('the title', async () => {
      const { body } = await client.call<{ title: string | null }>('GET', `/api/conversations/${id}`);
      return body.title === '나루가 뭐예요?';
    });
  });

  it('is found by what was said in it, and taken away whole', async () => {
    const { client } = serve;
    const { id } = await client.conversation({ title: '비밀 항구' });
    await client.chat(id, { content: '한강의 뱃사공은 누구였나요?' });

    const byMessage = await client.call('GET', `/api/conversations?search=${encodeURIComponent('뱃사공')}`);
    const byTitle = await client.call('GET', `/api/conversations?search=${encodeURIComponent('항구')}`);
    const removed = await client.call('DELETE', `/api/conversations/${id}`);
    const gone = await client.call('GET', `/api/conversations/${id}`);

    expect(byMessage.body).toMatchObject({
      conversations: [{ id, snippet: expect.stringContaining('뱃사공') as string }],
    });
    expect(byTitle.body).toMatchObject({ conversations: [{ id }] });
    expect(removed.status).toBe(204);
    expect(gone).toMatchObject({ status: 404, body: { error: { code: 'conversation.not-found' } } });
  });

  it('marks what a crash cut short, so that it can go on', async () => {
    const { client, database } = serve;
    const { id } = await client.conversation();
    const { sent } = await client.chat(id);
    const messageId = sent.replies[0]?.message.id ?? '';
    await database.write((manager) =>
      manager.update(MessageRow, { id: messageId }, { status: 'streaming', content: '나루는' }),
    );

    const next = await testServe({ database });
    const { body } = await next.client.call('GET', `/api/conversations/${id}/messages`);
    const read = await next.client.follow(sent.replies[0]?.streamId ?? '');
    await next.app.close();
    await next.engine.stop();
    await next.fake.close();

    expect(body).toMatchObject({ messages: [{}, { status: 'interrupted', content: '나루는' }] });
    expect(read).toMatchObject({ text: '나루는', message: { status: 'interrupted' } });
  });

  it('never logs what was said', async () => {
    const { client, lines } = serve;
    const { id } = await client.conversation();
    await client.chat(id, { content: '비밀번호는코끼리' });
    serve.fake.misbehave({ kind: 'reset', afterTokens: 2 }, { times: 1 });
    await client.chat(id, { content: '비밀번호는코끼리' });

    expect(lines.join('\n')).not.toContain('코끼리');
  });
});
