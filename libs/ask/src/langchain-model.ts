// Owns how a model is asked over OpenAI's API: LangChain's client, what its failures mean, engines that cannot hold an
// answer to a shape. Does not know what is asked, how often, or what it may cost.
import type { UsageMetadata } from '@langchain/core/messages';
import type { ChatOpenAICompletions } from '@langchain/openai';

import { ModelFault, type ChatModel, type ModelReply, type ModelRequest, type TokensUsed } from './chat-model.ts';
import type { Endpoint } from './endpoint.ts';
import { faultOf, refusedExtra } from './faults.ts';
import { DEFAULT_PATIENCE, type Patience } from './patience.ts';

export interface LangChainModelOptions {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** The longest wait for the first token, and from one to the next. */
  readonly silenceMs?: number;
  readonly patience?: Patience;
}

const SILENCE_MS = 300_000;

/** What a request may bring that not every endpoint or model takes. */
type Extra = 'shape' | 'temperature' | 'seed';

/** A model by LangChain's client, which is loaded with the first request. */
export function langChainModel(options: LangChainModelOptions): ChatModel {
  const { name, endpoint, patience = DEFAULT_PATIENCE } = options;
  const refused = new Set<Extra>();
  return {
    name,
    place: endpoint.url,
    patience,
    async reply(request, signal) {
      const without = new Set(refused);
      for (;;) {
        try {
          const reply = await once(options, request, without, signal);
          for (const extra of without) refused.add(extra);
          return reply;
        } catch (error) {
          signal.throwIfAborted();
          if (error instanceof ModelFault) throw error;
          const extra = refusedExtra(error);
          if (extra === undefined || without.has(extra)) throw faultOf(error, { model: name, url: endpoint.url });
          if (extra === 'shape' && request.shape === undefined)
            throw faultOf(error, { model: name, url: endpoint.url });
          without.add(extra);
        }
      }
    },
  };
}

/** One request, given up on when nothing comes for too long. */
async function once(
  options: LangChainModelOptions,
  request: ModelRequest,
  without: ReadonlySet<Extra>,
  signal: AbortSignal,
): Promise<ModelReply> {
  const { silenceMs = SILENCE_MS } = options;
  const client = await clientOf(options, request, without);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const until = AbortSignal.any([signal, silence.signal]);
    return await answered(client, request, without, until, () => timer.refresh());
  } catch (error) {
    throw silence.signal.aborted ? new ModelFault('passing', `gave nothing for ${silenceMs / 1000} s`) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function clientOf(
  { name, endpoint: { url, key } }: LangChainModelOptions,
  { maxTokens, temperature }: ModelRequest,
  without: ReadonlySet<Extra>,
): Promise<ChatOpenAICompletions> {
  const { ChatOpenAICompletions } = await import('@langchain/openai');
  return new ChatOpenAICompletions({
    model: name,
    maxTokens,
    ...(!without.has('temperature') && { temperature }),
    apiKey: key?.reveal() ?? 'none', // the client demands one; an engine without keys ignores it
    maxRetries: 0,
    configuration: {
      baseURL: url,
      organization: null,
      project: null,
      logLevel: 'off',
      fetchOptions: { redirect: 'error' },
    },
  });
}

/** Streamed, because the client keeps nothing of an answer in a shape that was cut, not even what it cost. */
async function answered(
  client: ChatOpenAICompletions,
  { turns, seed, shape }: ModelRequest,
  without: ReadonlySet<Extra>,
  signal: AbortSignal,
  onPiece: () => void,
): Promise<ModelReply> {
  let text = '';
  let finishReason: string | undefined;
  let usage: TokensUsed | undefined;
  const stream = await client.stream(
    turns.map(({ role, content }): [string, string] => [role, content]),
    {
      signal,
      ...(!without.has('seed') && { seed }),
      ...(shape !== undefined && !without.has('shape') && { response_format: responseFormat(shape) }),
    },
  );
  for await (const chunk of stream) {
    onPiece();
    text += chunk.text;
    const ended: unknown = chunk.response_metadata['finish_reason'];
    if (typeof ended === 'string') finishReason = ended;
    const counted = chunk.usage_metadata as UsageMetadata | undefined;
    if (counted !== undefined) usage = { prompt: counted.input_tokens, completion: counted.output_tokens };
  }
  if (finishReason === undefined) throw new ModelFault('passing', 'the answer broke off');
  return { text, finishReason, ...(usage !== undefined && { usage }) };
}

function responseFormat({ name, schema }: NonNullable<ModelRequest['shape']>) {
  return { type: 'json_schema' as const, json_schema: { name, schema: { ...schema }, strict: true } };
}
