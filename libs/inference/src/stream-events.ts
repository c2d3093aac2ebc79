import type { CallOptions, ChatClient, ChatEvent, ChatRequest, CompletionBody, ToolCallDelta } from './chat-client.ts';
import { parsedChunk, usageIn } from './relay/answer-watch.ts';
import { SseDecoder } from './sse.ts';

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
  const { body, engine } = await client.openCompletion(bodyOf(request), options);
  const decoder = new SseDecoder();
  // Leaving the loop destroys the body, and with it the upstream socket.
  for await (const bytes of body as AsyncIterable<Buffer>) {
    for (const data of decoder.feed(bytes)) {
      if (data !== '[DONE]') yield* eventsOf(parsedChunk(engine, data));
    }
  }
}

function* eventsOf(chunk: Chunk): Generator<ChatEvent, void, undefined> {
  const choice = chunk.choices?.[0];
  const { content, reasoning_content: thought, reasoning, tool_calls: calls } = choice?.delta ?? {};
  if (thought || reasoning) yield { type: 'reasoning', text: thought || reasoning || '' };
  if (content) yield { type: 'delta', text: content };
  if (calls && calls.length > 0) yield { type: 'tool-call-deltas', deltas: calls };
  if (choice?.finish_reason) yield { type: 'finish', reason: choice.finish_reason };
  const usage = usageIn({ usage: chunk.usage ?? null });
  if (usage !== null) yield { type: 'usage', ...usage };
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
