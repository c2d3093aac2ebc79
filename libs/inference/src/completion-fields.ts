/** What is wrong with a field's value. */
export interface Problem {
  /** The part of it that is meant. */
  readonly param?: string;
  readonly what: string;
}

export type Check = (value: unknown) => Problem | undefined;

/** Limits of one request: without them a single one can occupy an engine for minutes, or end it. */
export const LIMITS = {
  messages: 4096,
  stop: 16,
  stopCharacters: 256,
  topLogprobs: 20,
  logitBias: 300,
  tools: 64,
  toolsBytes: 128 * 1024,
  /** Levels and values of JSON, in tools and response formats. */
  schemaDepth: 24,
  schemaNodes: 8000,
} as const;

const number =
  (least: number, most: number, { whole = false } = {}): Check =>
  (value) => {
    const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    return fits ? undefined : { what: `must be ${whole ? 'a whole' : 'a'} number from ${least} to ${most}` };
  };

const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : { what: 'must be true or false' });
const MAX_TOKENS = number(1, 10_000_000, { whole: true });

/** Every field that goes upstream. */
export const CHECKS: Readonly<Record<string, Check>> = {
  messages: checkMessages,
  stream: boolean,
  stream_options: object,
  max_tokens: MAX_TOKENS,
  max_completion_tokens: MAX_TOKENS,
  temperature: number(0, 2),
  top_p: number(0, 1),
  top_k: number(-1, 1_000_000, { whole: true }),
  min_p: number(0, 1),
  presence_penalty: number(-2, 2),
  frequency_penalty: number(-2, 2),
  seed: number(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, { whole: true }),
  n: (value) => (value === 1 ? undefined : { what: 'must be 1: one answer at a time' }),
  stop: checkStop,
  logprobs: boolean,
  top_logprobs: number(0, LIMITS.topLogprobs, { whole: true }),
  logit_bias: checkLogitBias,
  tools: checkTools,
  tool_choice: checkToolChoice,
  parallel_tool_calls: boolean,
  response_format: checkResponseFormat,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function object(value: unknown): Problem | undefined {
  return isObject(value) ? undefined : { what: 'must be an object' };
}

const ROLES = new Set(['system', 'user', 'assistant', 'tool', 'developer']);
const MESSAGE_FIELDS = new Set(['role', 'content', 'name', 'tool_calls', 'tool_call_id', 'refusal']);

function checkMessages(value: unknown): Problem | undefined {
  if (!Array.isArray(value) || value.length === 0) return { what: 'must be a list of at least one message' };
  if (value.length > LIMITS.messages) return { what: `may hold ${LIMITS.messages} messages at most` };
  for (const [index, message] of value.entries()) {
    const what = messageProblem(message);
    if (what !== undefined) return { param: `messages[${index}]`, what };
  }
  return undefined;
}

function messageProblem(message: unknown): string | undefined {
  if (!isObject(message)) return 'must be an object';
  if (!ROLES.has(message['role'] as string)) return `must have a role of ${[...ROLES].join(', ')}`;
  const unknown = Object.keys(message).find((field) => !MESSAGE_FIELDS.has(field));
  if (unknown !== undefined) return `has an unknown field "${unknown.slice(0, 40)}"`;
  const { content } = message;
  if (content === undefined || content === null) {
    return message['role'] === 'assistant' ? undefined : 'must have content';
  }
  if (typeof content === 'string') return undefined;
  // An image or a file would be an address that the engine fetches.
  const isText =
    Array.isArray(content) &&
    content.every((part) => isObject(part) && part['type'] === 'text' && typeof part['text'] === 'string');
  return isText ? undefined : 'must have text, or a list of text parts, as content';
}

function checkStop(value: unknown): Problem | undefined {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fits = all.every((text) => typeof text === 'string' && text !== '' && text.length <= LIMITS.stopCharacters);
  return fits && all.length <= LIMITS.stop
    ? undefined
    : { what: `must be text, or ${LIMITS.stop} texts at most, of ${LIMITS.stopCharacters} characters at most` };
}

function checkLogitBias(value: unknown): Problem | undefined {
  const fits =
    isObject(value) &&
    Object.keys(value).length <= LIMITS.logitBias &&
    Object.entries(value).every(([id, bias]) => /^\d+$/.test(id) && typeof bias === 'number' && Math.abs(bias) <= 100);
  return fits
    ? undefined
    : { what: `must be ${LIMITS.logitBias} token ids at most, each with a bias from -100 to 100` };
}

const NAME = /^[\w.-]{1,64}$/;

function checkTools(value: unknown): Problem | undefined {
  if (!Array.isArray(value) || value.length === 0) return { what: 'must be a list of at least one tool' };
  if (value.length > LIMITS.tools) return { what: `may hold ${LIMITS.tools} tools at most` };
  const shape = value.findIndex((tool) => {
    const { function: named } = isObject(tool) ? tool : {};
    return !isObject(named) || (tool as { type?: unknown }).type !== 'function' || !NAME.test(String(named['name']));
  });
  if (shape !== -1) return { param: `tools[${shape}]`, what: 'must be a function with a name' };
  const schema = schemaProblem(value);
  if (schema !== undefined) return schema;
  return Buffer.byteLength(JSON.stringify(value)) <= LIMITS.toolsBytes
    ? undefined
    : { what: `may be ${LIMITS.toolsBytes} bytes at most` };
}

function checkToolChoice(value: unknown): Problem | undefined {
  const isWord = value === 'none' || value === 'auto' || value === 'required';
  return isWord || isObject(value) ? undefined : { what: 'must be none, auto, required or a function' };
}

function checkResponseFormat(value: unknown): Problem | undefined {
  const isKnown = isObject(value) && ['text', 'json_object', 'json_schema'].includes(String(value['type']));
  return isKnown ? schemaProblem(value) : { what: 'must have the type text, json_object or json_schema' };
}

/** Too deep or too large; walked without recursion, as the depth is the caller's. */
function schemaProblem(value: unknown): Problem | undefined {
  let level: unknown[] = [value];
  let nodes = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    nodes += level.length;
    if (depth > LIMITS.schemaDepth) return { what: `may be ${LIMITS.schemaDepth} levels deep at most` };
    if (nodes > LIMITS.schemaNodes) return { what: `may hold ${LIMITS.schemaNodes} values at most` };
    level = level.flatMap((node): unknown[] => (typeof node === 'object' && node !== null ? Object.values(node) : []));
  }
  return undefined;
}
