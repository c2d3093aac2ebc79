import type { Api } from '../api/api.ts';
import { createApi } from '../api/api.ts';
import { createTransport } from '../api/transport.ts';
import type { Message } from '../api/types.ts';
import { streamMemory } from '../stream/stream-memory.ts';
import { memoryStorage } from '../testing/memory-storage.ts';
import { aMessage } from '../testing/messages.ts';
import { ThreadStore } from './thread-store.ts';

const question = aMessage({ id: 'q', content: '나루?', createdAt: '2026-01-01T00:00:00.000Z' });
const answer = (fields: Partial<Message> = {}): Message =>
  aMessage({ id: 'a', parentId: 'q', role: 'assistant', createdAt: '2026-01-01T00:00:01.000Z', ...fields });
const conversation = { id: 'c1', title: 't', model: null, presetId: null, createdAt: '', updatedAt: '' };

const delta = (seq: number, text: string): string => `id: ${seq}\nevent: delta\ndata: ${JSON.stringify({ text })}\n\n`;
const done = (seq: number, message: Message): string =>
  `id: ${seq}\nevent: done\ndata: ${JSON.stringify({ message })}\n\n`;

type Script = Readonly<Record<string, readonly unknown[]>>;

/** Each address answers with the next line of its script; text is a stream, the last line stays. */
function scriptedApi(script: Script): { api: Api; asked: string[] } {
  const turns = new Map<string, number>();
  const asked: string[] = [];
  const transport = createTransport((input, init) => {
    const address = `${init?.method ?? 'GET'} ${(input as string).replace(/\?.*$/, '')}`;
    asked.push(`${init?.method ?? 'GET'} ${input as string}`);
    const lines = script[address] ?? [];
    const turn = turns.get(address) ?? 0;
    turns.set(address, turn + 1);
    const line = lines[Math.min(turn, lines.length - 1)];
    if (line === undefined)
      return Promise.resolve(Response.json({ error: { code: 'x', message: 'x' } }, { status: 404 }));
    return Promise.resolve(typeof line === 'string' ? new Response(line) : Response.json(line));
  });
  return { api: createApi(transport), asked };
}

async function opened(script: Script, storage = memoryStorage()) {
  const { api, asked } = scriptedApi(script);
  let answered: () => void;
  const ended = new Promise<void>((resolve) => (answered = resolve));
  const store = new ThreadStore('c1', {
    api,
    memory: streamMemory(storage),
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    random: () => 0,
    soon: (task) => setImmediate(task),
    newKey: () => 'k',
    onAnswered: () => answered(),
  });
  await store.open();
  const shown = (): string[] => store.snapshot().branch.map(({ content }) => content);
  return { store, asked, ended, shown, storage };
}

const base: Script = { 'GET /api/conversations/c1': [{ ...conversation, currentMessageId: 'a' }] };
const page = (...messages: Message[]) => ({ messages, hasMore: false });

describe('an open conversation', () => {
  it('shows a question and its growing answer as soon as serve has both', async () => {
    const whole = answer({ content: '나루터', status: 'complete' });
    const { store, ended, shown } = await opened({
      ...base,
      'GET /api/conversations/c1/messages': [page()],
      'POST /api/conversations/c1/messages': [
        { userMessage: question, replies: [{ message: answer({ status: 'streaming' }), streamId: 's1' }] },
      ],
      'GET /api/streams/s1': [delta(1, '나루') + delta(2, '터') + done(3, whole)],
    });
    const sent = store.send({ content: '나루?', idempotencyKey: 'k' });
    expect(store.snapshot().sending).toBe('나루?');
    await sent;
    expect(store.snapshot().streaming).toEqual(['a']);
    await ended;
    expect(shown()).toEqual(['나루?', '나루터']);
    expect(store.snapshot().streaming).toEqual([]);
  });

  it('takes up the stream of an answer that was being written before a reload', async () => {
    const storage = memoryStorage();
    streamMemory(storage).keep('a', { streamId: 's1', baseLength: 0 });
    const { ended, shown } = await opened(
      {
        ...base,
        'GET /api/conversations/c1/messages': [page(question, answer({ status: 'streaming', content: '나' }))],
        'GET /api/streams/s1': [delta(1, '나루'), delta(2, '터') + done(3, answer({ content: '나루터' }))],
      },
      storage,
    );
    await ended;
    expect(shown()).toEqual(['나루?', '나루터']);
    expect(storage.length).toBe(0);
  });

  it('asks again and again for an answer whose stream began on another device', async () => {
    const { store } = await opened({
      ...base,
      'GET /api/conversations/c1/messages': [
        page(question, answer({ status: 'streaming', content: '나' })),
        page(question, answer({ status: 'streaming', content: '나루' })),
        page(question, answer({ status: 'interrupted', content: '나루' })),
      ],
    });
    while (store.snapshot().streaming.length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(store.snapshot().branch.at(-1)?.status).toBe('interrupted');
  });

  it('loads older messages before the oldest that it has', async () => {
    const { store, asked, shown } = await opened({
      ...base,
      'GET /api/conversations/c1/messages': [{ messages: [answer({ content: '답' })], hasMore: true }, page(question)],
    });
    await store.loadOlder();
    expect(asked.at(-1)).toBe('GET /api/conversations/c1/messages?limit=100&before=a');
    expect(shown()).toEqual(['나루?', '답']);
    expect(store.snapshot().hasMore).toBe(false);
  });

  it('says why it could not be opened', async () => {
    const { store } = await opened({});
    expect(store.snapshot()).toMatchObject({ status: 'failed', error: { status: 404 } });
  });
});
