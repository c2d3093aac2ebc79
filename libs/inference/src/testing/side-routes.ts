import type { FakeEngineRequest, FakeEngineServer } from './fake-engine-server.ts';

/** Name to path. */
export type FakeAdapters = Map<string, string>;

interface Answer {
  readonly status: number;
  /** vLLM answers some routes with plain text. */
  readonly document: object | string;
}

const ok = (document: object | string): Answer => ({ status: 200, document });

/** What an engine answers beside completions. */
export function sideRoute(fake: FakeEngineServer, request: FakeEngineRequest): Answer {
  const route = ROUTES[`${request.method} ${request.path}`];
  return route?.(fake, request.body) ?? { status: 404, document: { detail: 'Not Found' } };
}

type Route = (fake: FakeEngineServer, body: FakeEngineRequest['body']) => Answer | undefined;

const llamacpp =
  (route: Route): Route =>
  (fake, body) =>
    fake.kind === 'llamacpp' ? route(fake, body) : undefined;
const vllm =
  (route: Route): Route =>
  (fake, body) =>
    fake.kind === 'vllm' ? route(fake, body) : undefined;

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': (fake) => ok(fake.kind === 'llamacpp' ? { status: 'ok' } : ''),
  'GET /version': vllm(() => ok({ version: '0.0.0-fake' })),
  'GET /props': llamacpp(() => ok({ build_info: 'b0-fake' })),
  'GET /v1/models': (fake) => ok({ object: 'list', data: modelCards(fake) }),
  'GET /lora-adapters': llamacpp(({ adapters }) =>
    ok([...adapters.values()].map((path, id) => ({ id, path, scale: 0 }))),
  ),
  'POST /apply-template': llamacpp((_, { messages, tools }) => ok({ prompt: promptOf(messages, tools) })),
  'POST /tokenize': (fake, body) => (fake.kind === 'llamacpp' ? llamaTokens(body) : vllmTokens(fake, body)),
  'POST /v1/load_lora_adapter': vllm(load),
  'POST /v1/unload_lora_adapter': vllm(unload),
};

function modelCards(fake: FakeEngineServer): object[] {
  const { kind, model, contextTokens } = fake;
  const aliases = [...fake.adapters.keys(), model].sort(); // as the real one, which keeps no order
  if (kind === 'llamacpp') {
    return [{ id: aliases[0], aliases, owned_by: 'llamacpp', meta: { n_ctx: contextTokens } }];
  }
  return [
    { id: model, owned_by: 'vllm', root: '/models/base', parent: null, max_model_len: contextTokens },
    ...[...fake.adapters].map(([id, root]) => ({ id, owned_by: 'vllm', root, parent: model, max_model_len: null })),
  ];
}

// One token a character, so that a test can count by hand.
const tokensOf = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0) ?? 0);

function promptOf(messages: unknown, tools: unknown): string {
  const said = (messages as { role: string; content: string | null }[]).map(
    ({ role, content }) => `<${role}>${content ?? ''}`,
  );
  return said.join('') + (tools === undefined ? '' : JSON.stringify(tools));
}

export function countOf(messages: unknown): number {
  return tokensOf(promptOf(messages, undefined)).length;
}

function llamaTokens({ content }: FakeEngineRequest['body']): Answer {
  return ok({ tokens: tokensOf(String(content)) });
}

function vllmTokens(fake: FakeEngineServer, { model, messages, tools, prompt }: FakeEngineRequest['body']): Answer {
  if (model !== fake.model && !fake.adapters.has(String(model))) return notFound(String(model));
  const tokens = tokensOf(messages === undefined ? String(prompt) : promptOf(messages, tools));
  return ok({ count: tokens.length, max_model_len: fake.contextTokens, tokens });
}

function load(fake: FakeEngineServer, { lora_name: name, lora_path: path }: FakeEngineRequest['body']): Answer {
  if (fake.adapters.has(String(name))) {
    const message = `The lora adapter '${String(name)}' has already been loaded.`;
    return { status: 400, document: { error: { message, type: 'InvalidUserInput', param: null, code: 400 } } };
  }
  fake.adapters.set(String(name), String(path));
  return ok(`Success: LoRA adapter '${String(name)}' added successfully.`);
}

function unload(fake: FakeEngineServer, { lora_name: name }: FakeEngineRequest['body']): Answer {
  if (!fake.adapters.delete(String(name))) return notFound(String(name));
  return ok(`Success: LoRA adapter '${String(name)}' removed successfully.`);
}

function notFound(name: string): Answer {
  const message = `The model \`${name}\` does not exist.`;
  return { status: 404, document: { error: { message, type: 'NotFoundError', param: null, code: 404 } } };
}
