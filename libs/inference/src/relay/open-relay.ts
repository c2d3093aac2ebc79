import { Readable } from 'node:stream';

import type { CallOptions, RelayedCompletion } from '../chat-client.ts';
import { EngineError, errorIn, refusal } from '../engine-error.ts';
import { whenAborted, type Attempt, type EngineHttp } from '../drivers/engine-http.ts';
import { usageIn } from './answer-watch.ts';
import { KEPT_TOO_LONG, RelayHandler, type Answered } from './relay-handler.ts';

export interface RelayRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The caller asked for the usage event. */
  readonly passUsage: boolean;
}

/** Sends a completion request, and gives its answer once the first byte is here. */
export function openRelay(http: EngineHttp, request: RelayRequest, call: CallOptions): Promise<RelayedCompletion> {
  return request.body['stream'] === true ? openStream(http, request, call) : openDocument(http, request, call);
}

async function openStream(http: EngineHttp, request: RelayRequest, call: CallOptions): Promise<RelayedCompletion> {
  const attempt = http.attempt(call);
  const { deadlines, signal, release } = attempt;
  try {
    deadlines.awaitHeaders();
    const { body, type, watch } = await answered(http, request, attempt, call.paced === true);
    const onAbort = (): void => body.stop(signal.reason as EngineError);
    signal.addEventListener('abort', onAbort, { once: true });
    body.once('close', release);
    if (signal.aborted) onAbort();
    await body.begun;
    return { status: 200, headers: { 'content-type': type }, body, report: watch.report, engine: http.name };
  } catch (error) {
    deadlines.stop();
    release();
    throw error;
  }
}

async function answered(
  http: EngineHttp,
  request: RelayRequest,
  { deadlines, signal }: Attempt,
  paced: boolean,
): Promise<Answered> {
  for (let tries = 1; ; tries += 1) {
    const handler = new RelayHandler({ engine: http.name, passUsage: request.passUsage, deadlines, signal, paced });
    signal.throwIfAborted();
    http.dispatch(request.path, request.body, handler, paced);
    // A request that still waits for its connection hears of the signal only once it stands.
    const found = await Promise.race([handler.answered, whenAborted(signal)]);
    if (found !== KEPT_TOO_LONG) return found;
    if (tries > 1) throw new EngineError('engine.unreachable', `${http.name} closes its connections.`);
  }
}

interface Completion {
  readonly choices?: readonly { readonly finish_reason?: string | null }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  readonly error?: unknown;
}

async function openDocument(http: EngineHttp, request: RelayRequest, call: CallOptions): Promise<RelayedCompletion> {
  const { document, text } = await http.json(request.path, request.body, call);
  const { choices = [], error, usage } = document as Completion;
  if (error !== undefined && error !== null) throw refusal(http.name, errorIn(document).status || 500, document);
  const finishReason = choices[0]?.finish_reason ?? null;
  if (finishReason === null) {
    throw new EngineError('engine.failed', `${http.name} answered without a finish reason.`);
  }
  const used = usageIn({ usage: usage ?? null });
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Readable.from([Buffer.from(text)], { objectMode: false }),
    report: { finishReason, usage: used, events: used?.completionTokens ?? 0 },
    engine: http.name,
  };
}
