// Owns how a model is asked over OpenAI's API: LangChain's client, what its failures mean, engines that cannot hold an
// answer to a shape. Does not know what is asked, how often, or what it may cost.
import type { UsageMetadata } from '@langchain/core/messages';
import type { ChatOpenAICompletions } from '@langchain/openai';
import { AppError } from '@naru/contracts';

import { ModelFault, type ChatModel, type ModelReply, type ModelRequest, type TokensUsed } from './chat-model.ts';
import type { Endpoint } from './endpoint.ts';
import { faultOf, isRefusedShape } from './faults.ts';
import { DEFAULT_PATIENCE, type Patience } from './patience.ts';

export interface LangChainModelOptions {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** Of one request, to its last token. */
  readonly timeoutMs?: number;
  readonly patience?: Patience;
}

const TIMEOUT_MS = 300_000;

/** A model by LangChain's client, which is loaded with the first request. */
export function langChainModel({
  name,
  endpoint,
  timeoutMs = TIMEOUT_MS,
  patience = DEFAULT_PATIENCE,
}: LangChainModelOptions): ChatModel {
  let shapes = true;
  const once = async (request: ModelRequest, signal: AbortSignal): Promise<ModelReply> => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      return await answered(await clientOf(name, endpoint, request), request, until);
    } catch (error) {
      signal.throwIfAborted();
      throw until.aborted ? new ModelFault('passing', `no answer within ${timeoutMs / 1000} s`) : error;
    }
  };
  const told = (error: unknown): never => {
    if (error instanceof AppError || error instanceof ModelFault) throw error;
    throw faultOf(error, { model: name, url: endpoint.url });
  };
  return {
    name,
    place: endpoint.url,
    patience,
    async reply({ shape, ...plain }, signal) {
      if (shape === undefined || !shapes) return once(plain, signal).catch(told);
      try {
        return await once({ ...plain, shape }, signal);
      } catch (error) {
        if (!isRefusedShape(error)) return told(error);
      }
      const reply = await once(plain, signal).catch(told);
      shapes = false;
      return reply;
    },
  };
}

async function clientOf(model: string, { url, key }: Endpoint, request: ModelRequest): Promise<ChatOpenAICompletions> {
  const { ChatOpenAICompletions } = await import('@langchain/openai');
  return new ChatOpenAICompletions({
    model,
    maxTokens: request.maxTokens,
    temperature: request.temperature,
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
  signal: AbortSignal,
): Promise<ModelReply> {
  let text = '';
  let finishReason: string | undefined;
  let usage: TokensUsed | undefined;
  const stream = await client.stream(
    turns.map(({ role, content }): [string, string] => [role, content]),
    { signal, seed, ...(shape !== undefined && { response_format: responseFormat(shape) }) },
  );
  for await (const chunk of stream) {
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
