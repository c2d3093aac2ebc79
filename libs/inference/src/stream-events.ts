import type { CallOptions, ChatClient, ChatEvent, ChatRequest, CompletionBody, ToolCallDelta } from './chat-client.ts';
import { parsedChunk, usageIn } from './relay/answer-watch.ts';
import { PlainDeltas } from './plain-deltas.ts';
import { SseDecoder } from './sse.ts';

type Delta = Extract<ChatEvent, { readonly type: 'delta' }>;

interface Chunk {
  readonly choices?: readonly {
    readonly delta?: {
      readonly content?: string | null;
      readonly reasoning_content?: string | null;
      readonly reasoning?: string | null;
      readonly tool_calls?: readonly ToolCallDelta[] | null;
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
}

/** An answer's events, from a client that passes bytes. */
export async function* streamEvents(
  client: Pick<ChatClient, 'openCompletion'>,
  request: ChatRequest,
  options: CallOptions,
): AsyncGenerator<ChatEvent, void, undefined> {
  const { body, engine } = await client.openCompletion(bodyOf(request), { ...options, paced: true });
  const decoder = new SseDecoder();
  const plain = new PlainDeltas();
  // Leaving the loop destroys the body, and with it the upstream socket.
  for await (const bytes of body as AsyncIterable<Buffer>) {
    const events: ChatEvent[] = [];
    try {
      for (const event of bytes.toString('utf8').split(EVENT_END)) readEvent(event, { decoder, plain, engine, events });
    } finally {
      yield* events; // what came before an event that cannot be read counts
    }
  }
}

const EVENT_END = /(?<=\n\n)/;
const DATA = 'data: ';

interface Reading {
  readonly decoder: SseDecoder;
  readonly plain: PlainDeltas;
  readonly engine: string;
  readonly events: ChatEvent[];
}

/** @param event a whole one, its end included: a body is made of such */
function readEvent(event: string, { decoder, plain, engine, events }: Reading): void {
  const text = event.startsWith(DATA) ? plain.textOf(event.slice(DATA.length, -2)) : undefined;
  if (text !== undefined) {
    addText(events, text);
    return;
  }
  for (const data of decoder.feed(Buffer.from(event))) {
    if (data === '[DONE]') continue;
    addEvents(events, parsedChunk(engine, data));
    plain.learn(data, isPlain);
  }
}

function isPlain(chunk: Chunk, text: string): boolean {
  const events: ChatEvent[] = [];
  addEvents(events, chunk);
  const [only, ...others] = events;
  return only?.type === 'delta' && only.text === text && others.length === 0;
}

/** Text that came together is one event. */
function addText(events: ChatEvent[], text: string): void {
  if (text === '') return;
  const before = events.at(-1)?.type === 'delta' ? (events.pop() as Delta) : { text: '', events: 0 };
  events.push({ type: 'delta', text: before.text + text, events: before.events + 1 });
}

function addEvents(events: ChatEvent[], chunk: Chunk): void {
  const choice = chunk.choices?.[0];
  const { content, reasoning_content: thought, reasoning, tool_calls: calls } = choice?.delta ?? {};
  if (thought || reasoning) events.push({ type: 'reasoning', text: thought || reasoning || '' });
  if (content) addText(events, content);
  if (calls && calls.length > 0) events.push({ type: 'tool-call-deltas', deltas: calls });
  if (choice?.finish_reason) events.push({ type: 'finish', reason: choice.finish_reason });
  const usage = usageIn({ usage: chunk.usage ?? null });
  if (usage !== null) events.push({ type: 'usage', ...usage });
}

/** Marks a body whose last message is to be gone on with; no client can send it, as it is no string. */
export const CONTINUE_LAST = Symbol('continue the last message');

function bodyOf(request: ChatRequest): CompletionBody {
  const body: Record<string | symbol, unknown> = {
    messages: request.messages,
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    stop: request.stop,
    presence_penalty: request.presencePenalty,
    frequency_penalty: request.frequencyPenalty,
    tools: request.tools,
  };
  if (request.continueLast === true) body[CONTINUE_LAST] = true;
  return body;
}
