import type { ChatMessage, CompletionBody, Tool } from './chat-client.ts';
import { EngineError } from './engine-error.ts';
import { CHECKS } from './completion-fields.ts';
import { CONTINUE_LAST } from './stream-events.ts';

/** A request body of which every field is known and within its limits. */
export interface AllowedBody {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly Tool[];
  readonly stream: boolean;
  readonly [field: string]: unknown;
}

export interface CheckedBody {
  readonly body: AllowedBody;
  /** The caller asked for the usage event. */
  readonly passUsage: boolean;
  readonly continueLast: boolean;
}

/**
 * What of a client's body goes upstream. Unknown fields are left out: some of them make an engine read files, fetch
 * addresses or run a template of the client's (`chat_template_kwargs`, `api_base`, `lora`). `model` is left out too:
 * who calls has resolved it.
 *
 * @throws EngineError `engine.bad-request` naming the field
 */
export function checkedBody(asked: CompletionBody): CheckedBody {
  const kept: Record<string, unknown> = {};
  for (const [field, check] of Object.entries(CHECKS)) {
    const value = asked[field];
    if (value === undefined || value === null) continue;
    const problem = check(value);
    if (problem !== undefined) throw badRequest(problem.param ?? field, problem.what);
    kept[field] = value;
  }
  if (kept['messages'] === undefined) throw badRequest('messages', 'is missing');
  const { max_completion_tokens: longest, stream_options: options, ...rest } = kept;
  if (longest !== undefined) rest['max_tokens'] = longest; // the older name is the one that every engine knows
  const stream = rest['stream'] === true;
  const body = { ...rest, stream, ...(stream && { stream_options: { include_usage: true } }) };
  return {
    body: body as unknown as AllowedBody,
    passUsage: (options as { include_usage?: unknown } | undefined)?.include_usage === true,
    continueLast: (asked as Record<symbol, unknown>)[CONTINUE_LAST] === true,
  };
}

function badRequest(param: string, what: string): EngineError {
  return new EngineError('engine.bad-request', `${param} ${what}.`, { param });
}
