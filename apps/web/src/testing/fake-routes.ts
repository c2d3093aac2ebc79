import type {
  AccountChange,
  ApiKeyChange,
  ApiKeyRequest,
  Conversation,
  FeedbackFields,
  Message,
  PresetFields,
  SendRequest,
} from '../api/types.ts';
import type { FakeStore } from './fake-store.ts';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface FakeResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: FakeRequest, id: string, store: FakeStore) => FakeResponse;

const ok = (body: unknown, status = 200): FakeResponse => ({ status, body });
const done: FakeResponse = { status: 204 };
export const missing: FakeResponse = {
  status: 404,
  body: { error: { code: 'not-found', message: 'This does not exist.', requestId: 'r-404' } },
};

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/api\/models$/, (_, __, store) => ok({ models: store.models })],
  ['GET', /^\/api\/presets$/, (_, __, store) => ok({ presets: [...store.presets.values()] })],
  ['POST', /^\/api\/presets$/, ({ body }, _, store) => ok(store.preset(body as PresetFields), 201)],
  ['PATCH', /^\/api\/presets\/([^/]+)$/, ({ body }, id, store) => ok(store.preset(body as PresetFields, id))],
  ['DELETE', /^\/api\/presets\/([^/]+)$/, (_, id, store) => (store.presets.delete(id) ? done : missing)],
  ['GET', /^\/api\/keys$/, (_, __, store) => ok({ keys: [...store.keys.values()] })],
  ['POST', /^\/api\/keys$/, makeKey],
  ['PATCH', /^\/api\/keys\/([^/]+)$/, changeKey],
  ['DELETE', /^\/api\/keys\/([^/]+)$/, (_, id, store) => (store.keys.delete(id) ? done : missing)],
  ['GET', /^\/api\/usage$/, (_, __, store) => ok(store.usage)],
  ['GET', /^\/api\/admin\/usage$/, usageReport],
  ['GET', /^\/api\/admin\/users$/, (_, __, store) => ok({ users: store.people })],
  ['PATCH', /^\/api\/admin\/users\/([^/]+)$/, changePerson],
  [
    'POST',
    /^\/api\/admin\/invitations$/,
    () => ok({ url: 'https://naru.example.org/welcome?token=q7Zk2sX9vB4mN1cL' }, 201),
  ],
  ['GET', /^\/api\/conversations$/, listConversations],
  [
    'POST',
    /^\/api\/conversations$/,
    ({ body }, _, store) => ok(store.conversation(body as Partial<Conversation>), 201),
  ],
  ['GET', /^\/api\/conversations\/([^/]+)$/, (_, id, store) => found(store.conversations.get(id))],
  ['PATCH', /^\/api\/conversations\/([^/]+)$/, changeConversation],
  ['DELETE', /^\/api\/conversations\/([^/]+)$/, (_, id, store) => (store.conversations.delete(id) ? done : missing)],
  ['GET', /^\/api\/conversations\/([^/]+)\/export$/, exportConversation],
  ['GET', /^\/api\/conversations\/([^/]+)\/messages$/, listMessages],
  [
    'POST',
    /^\/api\/conversations\/([^/]+)\/messages$/,
    ({ body }, id, store) => ok(store.send(id, body as SendRequest), 201),
  ],
  ['POST', /^\/api\/messages\/([^/]+)\/regenerate$/, regenerate],
  ['POST', /^\/api\/messages\/([^/]+)\/edit$/, edit],
  ['POST', /^\/api\/messages\/([^/]+)\/continue$/, (_, id, store) => ok({ reply: store.goOn(id) }, 201)],
  ['POST', /^\/api\/messages\/([^/]+)\/stop$/, (_, id, store) => ok(store.streams.stop(id))],
  ['PUT', /^\/api\/messages\/([^/]+)\/feedback$/, feedback],
  [
    'GET',
    /^\/api\/messages\/([^/]+)\/provenance$/,
    (_, id, store) => {
      const message = store.messages.get(id);
      return message ? ok(store.provenance(message)) : missing;
    },
  ],
];

export function answerRequest(request: FakeRequest, store: FakeStore): FakeResponse {
  for (const [method, pattern, handler] of ROUTES) {
    const match = method === request.method ? pattern.exec(request.path) : null;
    if (match) return handler(request, match[1] ?? '', store);
  }
  return missing;
}

function found(body: unknown): FakeResponse {
  return body === undefined ? missing : ok(body);
}

function listConversations({ query }: FakeRequest, _: string, store: FakeStore): FakeResponse {
  const search = (query.get('search') ?? '').normalize('NFC').toLowerCase();
  const start = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 30);
  const matching = [...store.conversations.values()]
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .map((conversation) => ({ ...conversation, ...snippetOf(conversation.id, search, store) }))
    .filter(({ title, snippet }) => search === '' || title?.toLowerCase().includes(search) || snippet !== undefined);
  const next = start + limit < matching.length ? String(start + limit) : null;
  return ok({ conversations: matching.slice(start, start + limit), nextCursor: next });
}

function snippetOf(id: string, search: string, store: FakeStore): { snippet?: string } {
  if (search === '') return {};
  const content = store.of(id).find((message) => message.content.toLowerCase().includes(search))?.content;
  if (content === undefined) return {};
  const at = Math.max(0, content.toLowerCase().indexOf(search) - 12);
  return { snippet: content.slice(at, at + 80).replaceAll('\n', ' ') };
}

function changeConversation({ body }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const conversation = store.conversations.get(id);
  if (!conversation) return missing;
  return ok(store.conversation({ ...conversation, ...(body as Partial<Conversation>), id }));
}

function exportConversation({ query }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const conversation = store.conversations.get(id);
  if (!conversation) return missing;
  const name = `${id}.${query.get('format') === 'json' ? 'json' : 'md'}`;
  return {
    status: 200,
    body: { conversation, messages: store.of(id) },
    headers: { 'content-disposition': `attachment; filename="${name}"` },
  };
}

function listMessages({ query }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const all = store.of(id);
  const limit = Number(query.get('limit') ?? 100);
  const before = query.get('before');
  const end = before === null ? all.length : all.findIndex((message) => message.id === before);
  const start = Math.max(0, end - limit);
  return ok({ messages: all.slice(start, end), hasMore: start > 0 });
}

function regenerate({ body }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const answer = store.messages.get(id);
  const question = answer?.parentId ? store.messages.get(answer.parentId) : undefined;
  if (!answer || !question) return missing;
  return ok({ reply: store.reply(question, (body as { model?: string }).model ?? answer.model ?? '') }, 201);
}

function edit({ body }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const question = store.messages.get(id);
  if (!question) return missing;
  const { content, idempotencyKey } = body as SendRequest;
  const { parentId, conversationId } = question;
  return ok(store.send(conversationId, { parentId, content, idempotencyKey }), 201);
}

function feedback({ body }: FakeRequest, id: string, store: FakeStore): FakeResponse {
  const message = store.messages.get(id);
  if (!message) return missing;
  const given: Message['feedback'] = { ...(body as FeedbackFields), updatedAt: new Date().toISOString() };
  store.messages.set(id, { ...message, feedback: given });
  return ok(given);
}

function changePerson({ body }: FakeRequest, id: string, { people }: FakeStore): FakeResponse {
  const at = people.findIndex((person) => person.id === id);
  const person = people[at];
  if (!person) return missing;
  const changed = { ...person, ...(body as AccountChange) };
  const admins = people.with(at, changed).filter(({ role, disabled }) => role === 'admin' && !disabled);
  if (admins.length === 0) {
    const error = { code: 'request.refused', message: 'The last administrator stays one.' };
    return { status: 400, body: { error } };
  }
  people[at] = changed;
  return ok(changed);
}

function changeKey({ body }: FakeRequest, id: string, { keys }: FakeStore): FakeResponse {
  const key = keys.get(id);
  if (!key) return missing;
  keys.set(id, { ...key, ...(body as ApiKeyChange) });
  return ok(keys.get(id));
}

/** Three entries a page: pages are seen with few. */
function usageReport({ query }: FakeRequest, _: string, { usageEntries }: FakeStore): FakeResponse {
  const from = query.get('from') ?? '';
  const start = Number(query.get('cursor') ?? 0);
  const wanted = usageEntries.filter(({ day }) => day >= from);
  const end = start + 3;
  return ok({ usage: wanted.slice(start, end), nextCursor: end < wanted.length ? String(end) : null });
}

function makeKey({ body }: FakeRequest, _: string, store: FakeStore): FakeResponse {
  const id = store.id('k');
  const createdAt = new Date().toISOString();
  const key = { ...(body as ApiKeyRequest), id, prefix: 'nk_7Qf2', lastUsedAt: null, createdAt };
  store.keys.set(id, key);
  return ok({ ...key, key: 'nk_7Qf2wXk0Zt9sLr4VbN6cYhU1mEoA' }, 201);
}
